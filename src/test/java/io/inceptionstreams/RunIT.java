package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.client.ReadBack;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.stream.StreamSettings.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of {@code run}: how it ends, and what it leaves behind. */
@Timeout(180)
final class RunIT {

    private static final Topics TOPICS = new Topics("image-references", "image-labels", "image-dead-letters");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder = Path.of("");

    @Test
    void sigtermEndsItWithZeroAndNoFileInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(DemoTopics.of(TOPICS, 1));
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

    private ChildJvm start(String servers, Path temporary) {
        return ChildJvm.start(new ChildJvm.Command(
                "run",
                Main.class.getName(),
                List.of("-Djava.io.tmpdir=" + temporary, "-XX:TieredStopAtLevel=1"),
                List.of(
                        "run",
                        "--exit-with-parent",
                        "--bootstrap-servers",
                        servers,
                        "--set",
                        "infer.device=simulated:1+1",
                        "--set",
                        "http.port=0"),
                Map.of(),
                folder.resolve("run.log")));
    }

    /** One image; returns how many results there are. */
    private static int label(String servers) throws Exception {
        String image = "data:image/png;base64," + Base64.getEncoder().encodeToString(Photos.sample("chelsea.png"));
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", servers));
        try (var reader = clients.reader(List.of(TOPICS.labels()), true);
                Publisher publisher = new Publisher(clients.producer(), TOPICS.references())) {
            publisher.publish(new ImageReference("cat", image, null, null, null));
            publisher.flush();
            return new ReadBack(reader, PATIENCE).until(1, result -> true);
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
