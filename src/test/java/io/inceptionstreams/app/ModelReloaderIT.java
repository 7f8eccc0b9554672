package io.inceptionstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.cli.LocalTopics;
import io.inceptionstreams.cli.SamplePhotos;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real model under load: a version with a flipped byte and one with other golden scores are refused and never answer,
 * a sound one takes over, and every event is answered once.
 */
@Timeout(600)
final class ModelReloaderIT {

    private static final int IN_FLIGHT = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<Labelled> results = new ArrayList<>();
    private final JsonMapper json = new JsonMapper();
    private int sent;
    private int deadLetters;

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void theModelIsSwappedUnderLoadAndWhatIsBrokenNeverAnswers() throws Exception {
        Path versions = Files.createDirectory(temporary.resolve("pets"));
        Path original = RealModel.open().folder();
        publish(versions, original, "1", draft -> {});
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Configuration configuration = RealModel.configuration(List.of(
                    "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                    "model=" + versions,
                    "model.poll=200ms",
                    "http.port=0",
                    "infer.device=cpu",
                    "infer.warm-up=max",
                    "batch.max-size=8",
                    "deadline=5m"));
            broker.createTopics(LocalTopics.of(configuration.topics(), 2));
            KafkaClients clients = new KafkaClients(configuration.kafka());
            try (Application instance = Application.start(
                            configuration, ModelLoader.open(configuration, Progress.none()), Progress.none());
                    Producer<byte[], byte[]> producer = clients.producer();
                    var reader = clients.reader(List.of("image-labels", "image-dead-letters"), true)) {
                Load load = new Load(instance, producer, reader);

                load.until(() -> results.size() >= 8);
                publish(versions, original, "2", ModelReloaderIT::flipAByte);
                load.until(() -> metric(instance, "inception_model_swaps_total{result=\"refused\"}") == 1);
                publish(versions, original, "3", this::changeGoldenScores);
                load.until(() -> metric(instance, "inception_model_swaps_total{result=\"refused\"}") == 2);
                publish(versions, original, "4", draft -> {});
                load.until(() -> versions().contains("4"));
                Files.writeString(versions.resolve("current"), "1\n");
                load.until(() -> metric(instance, "inception_model_version") == 1);

                int enough = sent;
                load.until(() -> results.size() >= enough);
                load.end();
                assertThat(metric(instance, "inception_model_swaps_total{result=\"swapped\"}"))
                        .isEqualTo(2);
            }
        }
        assertThat(versions()).containsExactly("1", "4");
        assertThat(deadLetters).isZero();
        assertThat(results.stream().map(Labelled::id)).doesNotHaveDuplicates().hasSize(sent);
        assertThat(versionsByCall().values()).allSatisfy(of -> assertThat(of).hasSize(1));
    }

    private Set<String> versions() {
        Set<String> versions = new TreeSet<>();
        results.forEach(result -> versions.add(result.model().version()));
        return versions;
    }

    /** The results of one model call have its time in common, to the microsecond, and say how many they are. */
    private Map<String, Set<String>> versionsByCall() {
        Map<String, Set<String>> calls = new HashMap<>();
        for (Labelled result : results) {
            calls.computeIfAbsent(result.timings().inference() + "/" + result.batchSize(), c -> new HashSet<>())
                    .add(result.model().version());
        }
        return calls;
    }

    /** Events as fast as they are answered, from this thread. */
    private final class Load {

        private final Application instance;
        private final Producer<byte[], byte[]> producer;
        private final Consumer<byte[], byte[]> reader;
        private final List<String> photos = new ArrayList<>();

        Load(Application instance, Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> reader)
                throws IOException {
            this.instance = instance;
            this.producer = producer;
            this.reader = reader;
            for (String name : SamplePhotos.NAMES) {
                photos.add("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Photos.jpeg(name, 320, 240)));
            }
        }

        void until(Callable<Boolean> reached) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!reached.call()) {
                assertThat(System.nanoTime())
                        .as("%d of %d answers, by %s", results.size(), sent, versions())
                        .isLessThan(end);
                while (sent - results.size() - deadLetters < IN_FLIGHT) {
                    String uri = photos.get(sent % photos.size());
                    byte[] value = new EventWriter().write(new ImageReference("event-" + sent, uri, 1, null, null));
                    producer.send(new ProducerRecord<>("image-references", sent % 2, new byte[0], value));
                    sent++;
                }
                read();
            }
        }

        /** Until all is answered, and a little longer: a second answer would come then. */
        void end() throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (results.size() + deadLetters < sent) {
                assertThat(System.nanoTime()).isLessThan(end);
                read();
            }
            read();
        }

        private void read() throws Exception {
            assertThat(instance.application().failure()).isEmpty();
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(300))) {
                if (record.topic().equals("image-labels")) {
                    results.add(new ResultReader().read(record.value()));
                } else {
                    deadLetters++;
                }
            }
            if (!results.isEmpty()) {
                assertThat(get(instance, "/health/ready").statusCode()).isEqualTo(200);
            }
        }
    }

    private interface Change {
        void apply(Path draft) throws IOException;
    }

    private static double metric(Application instance, String name) throws Exception {
        return get(instance, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static HttpResponse<String> get(Application instance, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance.managementAddress() + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A copy of the model under another number, whole at once. */
    private void publish(Path versions, Path original, String version, Change change) throws IOException {
        Path draft = Files.createTempDirectory(temporary, "draft");
        try (var files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = draft.resolve(original.relativize(file));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
        }
        Path metadata = draft.resolve(ModelFolder.METADATA);
        ObjectNode tree = (ObjectNode) json.readTree(metadata.toFile());
        tree.put("version", version);
        json.writeValue(metadata.toFile(), tree);
        change.apply(draft);
        Files.move(draft, versions.resolve(version), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void flipAByte(Path draft) throws IOException {
        Path graph = draft.resolve(ModelFolder.SAVED_MODEL);
        byte[] bytes = Files.readAllBytes(graph);
        bytes[bytes.length / 2] ^= 1;
        Files.write(graph, bytes);
    }

    /** Digests still agree: only running the model can show it. */
    private void changeGoldenScores(Path draft) throws IOException {
        Path metadata = draft.resolve(ModelFolder.METADATA);
        JsonNode tree = json.readTree(metadata.toFile());
        ArrayNode scores = (ArrayNode) tree.at("/golden/0/scores");
        scores.set(0, scores.get(0).doubleValue() > 0.5 ? 0.25 : 0.75);
        json.writeValue(metadata.toFile(), tree);
    }
}
