package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
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
final class TopicCheckIT {

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
    void anOutputTopicThatComesLaterIsWaitedFor() throws Exception {
        broker.createTopics(Map.of("b-references", 2, "b-dead-letters", 2));
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> await("b", "60s"));
        assertThatThrownBy(() -> start.get(2, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);

        broker.createTopics(Map.of("b-labels", 2));

        start.get(30, TimeUnit.SECONDS);
    }

    private static void await(String prefix, String wait) {
        try {
            Configuration configuration = new Configuration(Settings.load(
                    null,
                    Map.of(),
                    flags(prefix, wait).filter(flag -> !flag.equals("--set")).toList()));
            TopicCheck.await(new KafkaClients(configuration.kafka()), configuration);
        } catch (CommandException | SettingsException e) {
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
