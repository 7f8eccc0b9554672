package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.stream.IgnoresLogs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/**
 * Every way in which Kafka's clients commit, so that an upgrade which brings another one is noticed here: it is held back,
 * or it throws.
 */
final class HoldingClientsTest {

    @Test
    void everyCommitOfTheConsumerIsHeldBackOrThrows() throws ReflectiveOperationException {
        assertThat(signatures(commits(Consumer.class)))
                .containsExactlyInAnyOrder(
                        "commitAsync()",
                        "commitAsync(Map, OffsetCommitCallback)",
                        "commitAsync(OffsetCommitCallback)",
                        "commitSync()",
                        "commitSync(Duration)",
                        "commitSync(Map)",
                        "commitSync(Map, Duration)");
        try (HoldingConsumer consumer = consumer()) {
            for (Method commit : commits(Consumer.class).toList()) {
                Method own = HoldingConsumer.class.getDeclaredMethod(commit.getName(), commit.getParameterTypes());
                if (!Arrays.asList(commit.getParameterTypes()).contains(Map.class)) {
                    assertThatThrownBy(() -> own.invoke(consumer, new Object[commit.getParameterCount()]))
                            .as(signature(commit))
                            .isInstanceOf(InvocationTargetException.class)
                            .cause()
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining(signature(commit));
                }
            }
        }
    }

    @Test
    void everyCommitOfTheProducerIsItsOwn() throws NoSuchMethodException {
        assertThat(signatures(commits(Producer.class)))
                .containsExactlyInAnyOrder(
                        "commitTransaction()", "sendOffsetsToTransaction(Map, ConsumerGroupMetadata)");
        for (Method commit : commits(Producer.class).toList()) {
            assertThat(HoldingProducer.class.getDeclaredMethod(commit.getName(), commit.getParameterTypes()))
                    .isNotNull();
        }
    }

    private static Stream<Method> commits(Class<?> client) {
        return Arrays.stream(client.getMethods())
                .filter(method -> method.getName().matches("(commit|sendOffsets)(?!ted).*"));
    }

    private static Stream<String> signatures(Stream<Method> methods) {
        return methods.map(HoldingClientsTest::signature);
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')');
    }

    private static HoldingConsumer consumer() {
        return new HoldingConsumer(
                Map.of("bootstrap.servers", "localhost:1", "group.id", "none"),
                new CommitHolds(),
                new CommitScheduler(Duration.ofMillis(20), () -> 0),
                new TopicIdentity("references", null, topic -> Optional.empty(), () -> 0),
                null,
                new IgnoresLogs(),
                () -> 0);
    }
}
