package io.inceptionstreams.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.broker.SecuredBroker;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.CrashMarker;
import io.inceptionstreams.stream.Labeller;
import io.inceptionstreams.stream.QuietObserver;
import io.inceptionstreams.stream.StreamApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The application against a broker with SASL over TLS and an authorizer, with the settings that the chart writes and the
 * ACLs that it asks for: they suffice, and with one less it stops and says what it may not do.
 */
final class SecuredKafkaIT {

    private static final String USER = "demo";
    private static final String PASSWORD = "correct horse";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path shared;

    private static SecuredBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = SecuredBroker.start(shared);
        broker.addUser(USER, PASSWORD);
        broker.createTopics(List.of(
                new NewTopic("image-references", 2, (short) 1),
                new NewTopic("image-labels", 2, (short) 1),
                new NewTopic("image-dead-letters", 2, (short) 1)));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static List<AclBinding> acls() {
        return SmallestAcls.of(USER);
    }

    @Test
    void theSmallestAclsSuffice() throws Exception {
        broker.allowOnly(acls());
        try (StreamApplication application = application(configuration(PASSWORD))) {
            // When
            application.start();
            List<String> ids = publish("suffice", 20);

            // Then: nothing failed, and each event is answered once
            assertThat(answers("image-labels", "suffice", 10)).hasSize(10);
            assertThat(answers("image-dead-letters", "suffice", 10)).hasSize(10);
            assertThat(ids).hasSize(20);
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("acls")
    void oneLessFailsAndSaysWhatIsMissing(AclBinding missing) throws Exception {
        // Given
        List<AclBinding> rest = new ArrayList<>(acls());
        assertThat(rest.remove(missing)).isTrue();
        broker.allowOnly(rest);
        try (StreamApplication application = application(configuration(PASSWORD))) {
            // When
            application.start();
            publish("missing", 4);

            // Then
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> awaitStopped(application));
            stopped.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            String failure = String.join("\n", messages(application.failure().orElseThrow()));
            assertThat(failure).containsIgnoringCase("authoriz").contains(name(missing));
        }
    }

    @Test
    void topicsCanBeDescribedBeforeTheStart() throws Exception {
        broker.allowOnly(acls());
        try (Admin admin = Admin.create(new HashMap<>(configuration(PASSWORD).kafka()))) {
            assertThat(admin.describeTopics(List.of("image-references", "image-labels", "image-dead-letters"))
                            .allTopicNames()
                            .get())
                    .hasSize(3);
        }
    }

    @Test
    void aWrongPasswordIsNamedAsSuch() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(configuration("wrong").kafka()))) {
            assertThatThrownBy(() -> admin.describeCluster().clusterId().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class)
                    .hasMessageContaining("invalid credentials");
        }
    }

    /** The transactional id is not in Kafka's message, but its kind is. */
    private static String name(AclBinding missing) {
        return missing.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "ransactional"
                : missing.pattern().name();
    }

    private static List<String> messages(Throwable error) {
        List<String> messages = new ArrayList<>();
        for (Throwable t = error; t != null; t = t.getCause()) {
            messages.add(t.toString());
        }
        return messages;
    }

    private static void awaitStopped(StreamApplication application) {
        try {
            application.awaitStopped();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the chart writes for a Kafka with SCRAM over TLS, with the secrets of this broker. */
    private Configuration configuration(String password) throws Exception {
        Files.createDirectories(folder.resolve("ca"));
        Files.createDirectories(folder.resolve("sasl"));
        Files.copy(broker.authority(), folder.resolve("ca/ca.crt"));
        Files.writeString(folder.resolve("sasl/username"), USER);
        Files.writeString(folder.resolve("sasl/password"), password);
        Path file = Files.writeString(
                folder.resolve("application.properties"),
                Chart.settings(Values.of("secured-kafka")).replace("/etc/inception-streams", folder.toString()));
        return new Configuration(Settings.load(
                file,
                Map.of("INCEPTION_INSTANCE_ID", "demo-inception-streams-0"),
                List.of(
                        "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "state.dir=" + folder.resolve("state"))));
    }

    private static StreamApplication application(Configuration configuration) throws IOException {
        return new StreamApplication(configuration.stream(), new HalfRejected(), new QuietObserver());
    }

    private static List<String> publish(String prefix, int count) {
        List<String> ids = new ArrayList<>();
        Map<String, Object> properties = new HashMap<>(broker.superUserProperties());
        properties.put("max.in.flight.requests.per.connection", 1); // see KafkaClients.producer
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                String id = prefix + "-" + i;
                ids.add(id);
                String event =
                        "{\"id\":\"" + id + "\",\"uri\":\"http://images/" + (i % 2 == 0 ? "good" : "bad") + "\"}";
                producer.send(
                        new ProducerRecord<>("image-references", i % 2, id.getBytes(UTF_8), event.getBytes(UTF_8)));
            }
        }
        return ids;
    }

    /** The keys in a topic that begin with the prefix, as soon as there are as many as expected. */
    private static List<String> answers(String topic, String prefix, int expected) {
        Map<String, Object> properties = new HashMap<>(broker.superUserProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        List<String> keys = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
            long end = System.nanoTime() + LIMIT.toNanos();
            while (keys.size() < expected && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    String key = new String(record.key(), UTF_8);
                    if (key.startsWith(prefix + "-")) {
                        keys.add(key);
                    }
                });
            }
        }
        return keys;
    }

    /** Answers at once: good ones with a label, bad ones with a rejection. */
    private static final class HalfRejected implements Labeller {

        @Override
        public Optional<CompletableFuture<Outcome>> offer(
                ImageReference reference, Deadline deadline, CrashMarker attempt) {
            Outcome outcome = reference.uri().endsWith("good")
                    ? labelled(reference)
                    : new Rejected(Reason.SOURCE_NOT_FOUND, "there is none");
            return Optional.of(CompletableFuture.completedFuture(outcome));
        }

        private static Labelled labelled(ImageReference reference) {
            return new Labelled(
                    reference.id(),
                    reference.uri(),
                    List.of(new Labelled.Label("cat", 0, 0.5f)),
                    new Labelled.ModelId("model", "1", "00"),
                    new Labelled.Image(1, 1, "png", "00"),
                    new Labelled.Timings(0, 0, 0, 0, 0),
                    1,
                    "fake",
                    false,
                    null,
                    null);
        }

        @Override
        public void awaitRoom(Duration atMost) {}

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }
    }
}
