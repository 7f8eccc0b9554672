package io.inceptionstreams.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.LogLines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start without its topics, on a real broker that makes none by itself. */
@Timeout(120)
final class TopicAvailabilityIT {

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void anOutputTopicThatIsMissingEndsTheStartAndIsNamed() {
        broker.createTopics(Map.of("a-references", 2, "a-labels", 2));

        CommandRun run =
                CommandRun.of(Stream.concat(Stream.of("run"), flags("a", "2s")).toArray(String[]::new));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("topics are missing after topics.wait=2s: a-dead-letters; create them, the labels and"
                        + " dead-letter topics with as many partitions as a-references");
    }

    @Test
    void outputTopicsWithFewerPartitionsThanTheReferencesEndTheStartAndAreNamed() {
        broker.createTopics(Map.of("c-references", 3, "c-labels", 2, "c-dead-letters", 1));

        CommandRun run =
                CommandRun.of(Stream.concat(Stream.of("run"), flags("c", "2s")).toArray(String[]::new));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("topics with fewer partitions than c-references (3): c-labels (2), c-dead-letters (1);")
                .contains("kafka-topics --alter --topic TOPIC --partitions 3");
    }

    @Test
    void outputTopicsMayHaveMorePartitionsThanTheReferences() {
        broker.createTopics(Map.of("d-references", 1, "d-labels", 2, "d-dead-letters", 3));

        assertThatCode(() -> await("d", "2s")).doesNotThrowAnyException();
    }

    @Test
    void anOutputTopicThatComesLaterIsWaitedFor() throws Exception {
        broker.createTopics(Map.of("b-references", 2, "b-dead-letters", 2));
        try (LogLines lines = LogLines.of(TopicAvailability.class)) {
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> await("b", "60s"));
            assertThatThrownBy(() -> start.get(3, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            broker.createTopics(Map.of("b-labels", 2));

            start.get(30, TimeUnit.SECONDS);
            assertThat(lines.all())
                    .containsExactly(
                            "WARN waiting for topics, up to topics.wait=60s: [b-labels]", "INFO all topics are there");
        }
    }

    @Test
    void aChangeInWhatIsMissingIsALine() throws Exception {
        try (LogLines lines = LogLines.of(TopicAvailability.class)) {
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> await("e", "60s"));
            while (lines.all().isEmpty()) {
                Thread.onSpinWait();
            }
            broker.createTopics(Map.of("e-references", 1));
            while (lines.all().size() < 2) {
                Thread.onSpinWait();
            }
            broker.createTopics(Map.of("e-labels", 1, "e-dead-letters", 1));

            start.get(30, TimeUnit.SECONDS);
            assertThat(lines.all())
                    .startsWith(
                            "WARN waiting for topics, up to topics.wait=60s: [e-dead-letters, e-labels, e-references]",
                            "WARN waiting for topics, up to topics.wait=60s: [e-dead-letters, e-labels]")
                    .doesNotHaveDuplicates()
                    .endsWith("INFO all topics are there");
        }
    }

    private static void await(String prefix, String wait) {
        try {
            Configuration configuration = new Configuration(Settings.load(
                    null,
                    Map.of(),
                    flags(prefix, wait).filter(flag -> !flag.equals("--set")).toList()));
            TopicAvailability.await(
                    new KafkaClients(configuration.kafka()),
                    prefix + "-references",
                    List.of(prefix + "-labels", prefix + "-dead-letters"),
                    configuration.topicsWait());
        } catch (ClientException | SettingsException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stream<String> flags(String prefix, String wait) {
        return List.of(
                        "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "http.port=0",
                        "topics.wait=" + wait,
                        "topics.references=" + prefix + "-references",
                        "topics.labels=" + prefix + "-labels",
                        "topics.dead-letters=" + prefix + "-dead-letters")
                .stream()
                .flatMap(setting -> Stream.of("--set", setting));
    }
}
