package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.Main;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.kafka.AnswerReader;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.kafka.ReferencePublisher;
import io.inceptionstreams.stream.output.StreamTopics;
import io.inceptionstreams.testing.Photos;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of {@code run}: how it ends, and what it leaves behind. */
@Timeout(180)
final class RunIT {

    private static final StreamTopics TOPICS =
            new StreamTopics("image-references", "image-labels", "image-dead-letters");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    Path folder = Path.of("");

    @Test
    void sigtermEndsItWithZeroAndNoFileInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(LocalTopics.of(TOPICS, 1));
            try (ChildJvm run = start(broker.bootstrapServers(), temporary)) {
                assertThat(label(broker.bootstrapServers())).as(this::log).isOne();
                assertThat(files(temporary))
                        .as("libraries, and the journal of attempts")
                        .anyMatch(file -> file.endsWith(Path.of("process-" + run.pid(), "attempts")));

                assertThat(run.terminate(PATIENCE)).as(this::log).hasValue(0);
            }
        }

        assertThat(files(temporary)).isEmpty();
        assertThat(temporary.resolve("inception-streams/inception-streams")).isEmptyDirectory();
    }

    @Test
    void silentBrokersMakeItNotReadyAndAreAWarningOrTwo() throws Exception {
        Path data = folder.resolve("data");
        EmbeddedBroker first = EmbeddedBroker.start(new BrokerSettings(data, 0));
        String servers = first.bootstrapServers();
        int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
        first.createTopics(LocalTopics.of(TOPICS, 1));
        try (ChildJvm run = start(servers, folder, "stream.broker-silence=10s")) {
            awaitReady(200);
            first.close();
            awaitReady(503);
            assertThat(log().lines().filter(line -> line.contains(" WARN ") && !line.contains("SIGHUP"))) // under nohup
                    .as(this::log)
                    .hasSizeBetween(1, 2)
                    .anyMatch(line -> line.contains("no broker has answered for 1")
                            && line.contains("(kafka.bootstrap.servers=" + servers + ")"));

            try (EmbeddedBroker second = EmbeddedBroker.start(new BrokerSettings(data, port))) {
                awaitReady(200);
                assertThat(log()).contains("a broker answers again, after ");
                assertThat(run.terminate(PATIENCE)).as(this::log).hasValue(0);
                assertThat(second.fault()).isEmpty();
            }
        }
    }

    @Test
    void underNohupItSaysOnceThatSighupIsIgnored() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(LocalTopics.of(TOPICS, 1));
            List<String> line = new ArrayList<>(List.of("nohup", java(), "-cp", System.getProperty("java.class.path")));
            line.addAll(jvmOptions(folder));
            line.add(Main.class.getName());
            line.addAll(arguments(broker.bootstrapServers()));
            Process run = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("run.log").toFile())
                    .start();
            try {
                awaitReady(200);
                assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(run.pid()))
                                .start()
                                .waitFor())
                        .isZero();
                assertThat(label(broker.bootstrapServers())).as(this::log).isOne();

                run.toHandle().destroy();
                assertThat(run.waitFor()).as(this::log).isZero();
                assertThat(log().lines().filter(each -> each.contains("SIGHUP")))
                        .singleElement()
                        .asString()
                        .endsWith(
                                "SIGHUP is ignored, because this process was started so (nohup): another version of the"
                                        + " model is found by model.poll alone, which is off");
            } finally {
                run.destroyForcibly();
            }
        }
    }

    private ChildJvm start(String servers, Path temporary, String... settings) {
        return ChildJvm.start(new ChildJvm.Command(
                "run",
                Main.class.getName(),
                jvmOptions(temporary),
                arguments(servers, settings),
                Map.of(),
                folder.resolve("run.log")));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** With the log as it is shipped. */
    private static List<String> jvmOptions(Path temporary) {
        return List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Dlog4j2.configurationFile="
                        + Path.of("src/main/resources/log4j2.properties").toAbsolutePath(),
                "-XX:TieredStopAtLevel=1");
    }

    private static List<String> arguments(String servers, String... settings) {
        return Stream.concat(
                        Stream.of("run", "--exit-with-parent", "--bootstrap-servers", servers),
                        Stream.concat(Stream.of("infer.device=simulated:1+1", "http.port=0"), Stream.of(settings))
                                .flatMap(setting -> Stream.of("--set", setting)))
                .toList();
    }

    /** Waits until the management port, which the log names, answers the question for readiness with this code. */
    private void awaitReady(int status) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String seen = "";
        while (!seen.startsWith(status + " ") && System.nanoTime() - end < 0) {
            Matcher port = Pattern.compile("management at (http://\\S+)").matcher(log());
            seen = port.find() ? ready(port.group(1)) : "";
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        assertThat(seen).as(this::log).startsWith(status + " ");
    }

    private static String ready(String management) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(management + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    /** One image; returns how many results there are. */
    private static int label(String servers) throws Exception {
        String image = "data:image/png;base64," + Base64.getEncoder().encodeToString(Photos.sample("chelsea.png"));
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", servers));
        try (var reader = clients.reader(List.of(TOPICS.labels()), true);
                ReferencePublisher publisher = new ReferencePublisher(clients.producer(), TOPICS.references())) {
            publisher.publish(new ImageReference("cat", image, null, null, null));
            publisher.flush();
            return new AnswerReader(reader, PATIENCE).until(1, result -> true);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("run.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
