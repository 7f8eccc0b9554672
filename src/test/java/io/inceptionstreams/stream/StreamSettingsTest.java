package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.stream.StreamSettings.Shutdown;
import io.inceptionstreams.stream.client.ReplacedTopicInterceptor;
import io.inceptionstreams.stream.output.StreamTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of Kafka may be set, and what the promise does not survive. */
final class StreamSettingsTest {

    @Test
    void atLeastOnceIsRefusedWhereCommitsCannotBeHeldBack() {
        assertThatThrownBy(() -> settings(Guarantee.AT_LEAST_ONCE, GroupProtocol.STREAMS, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("guarantee=at_least_once needs group.protocol=classic: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    application.id                       | a    | set application.id
                    group.id                             | a    | set application.id
                    processing.guarantee                 | a    | set guarantee
                    commit.interval.ms                   | 5    | set commit.interval
                    main.consumer.group.instance.id      | a    | set instance.id
                    producer.transactional.id            | a    | set instance.id
                    state.dir                            | /a   | set state.dir
                    production.exception.handler         | A    | a handler may skip records, and each must be answered
                    processing.exception.handler         | A    | a handler may skip records, and each must be answered
                    deserialization.exception.handler    | A    | a handler may skip records, and each must be answered
                    producer.enable.idempotence          | false | a producer that is not idempotent repeats and reorders answers
                    acks                                 | 1    | an answer that one broker has is lost with it, after its event is committed
                    producer.acks                        | 0    | an answer that one broker has is lost with it, after its event is committed
                    """)
    void whatThePromiseRestsOnIsRefused(String key, String value, String why) {
        assertThatThrownBy(() -> exactlyOnce(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kafka." + key + " cannot be set: " + why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "consumer.", "main.consumer."})
    void aPollIntervalThatIsTooShortForItsRecordsIsRefused(String prefix) {
        assertThatThrownBy(() -> exactlyOnce(Map.of(prefix + "max.poll.interval.ms", "60000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kafka." + prefix + "max.poll.interval.ms=60000 is too short for max.poll.records=64: each"
                        + " may wait for 1000 ms; it must be at least 128000");
        assertThatThrownBy(() -> exactlyOnce(Map.of(prefix + "max.poll.records", "500")))
                .hasMessageContaining("max.poll.interval.ms=300000 is too short for max.poll.records=500");
        assertThat(exactlyOnce(Map.of(prefix + "max.poll.interval.ms", "60000", prefix + "max.poll.records", "30")))
                .isNotNull();
    }

    /** Where a topic names a policy, Kafka Streams reads a truncated log from its beginning, and answers all of it again. */
    @Test
    void consumerItselfKnowsWhereToReadOn() {
        assertThat(KafkaProperties.of(exactlyOnce(Map.of()), 0))
                .containsEntry("consumer.auto.offset.reset", "earliest");
        assertThatThrownBy(() -> exactlyOnce(Map.of("main.consumer.auto.offset.reset", "latest")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kafka.main.consumer.auto.offset.reset");
    }

    @Test
    void interceptorOfTheStreamsProtocolStandsBeforeTheUsers() {
        String own = ReplacedTopicInterceptor.class.getName();
        assertThat(interceptors(GroupProtocol.STREAMS, Map.of())).isEqualTo(own);
        assertThat(interceptors(GroupProtocol.STREAMS, Map.of("interceptor.classes", "a.B")))
                .isEqualTo(own + ",a.B");
        assertThat(interceptors(
                        GroupProtocol.STREAMS,
                        Map.of("consumer.interceptor.classes", "a.B", "main.consumer.interceptor.classes", "c.D")))
                .isEqualTo(own + ",c.D");
        assertThat(interceptors(GroupProtocol.CLASSIC, Map.of())).isNull();
    }

    private static @Nullable Object interceptors(GroupProtocol protocol, Map<String, String> kafka) {
        return KafkaProperties.of(settings(Guarantee.EXACTLY_ONCE_V2, protocol, kafka), 0)
                .get("main.consumer.interceptor.classes");
    }

    @Test
    void everythingElsePasses() {
        Map<String, String> kafka =
                Map.of("ssl.truststore.type", "PEM", "producer.acks", "all", "main.consumer.fetch.max.bytes", "1000");

        assertThat(KafkaProperties.of(exactlyOnce(kafka), 0)).containsAllEntriesOf(kafka);
    }

    @ParameterizedTest
    @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "EXACTLY_ONCE_V2, STREAMS", "AT_LEAST_ONCE, CLASSIC"})
    void staticMembershipGoesWithTheClassicProtocol(Guarantee guarantee, GroupProtocol protocol) {
        Properties properties = KafkaProperties.of(settings(guarantee, protocol, Map.of()), 0);

        assertThat(properties.get("consumer.group.instance.id"))
                .isEqualTo(protocol == GroupProtocol.CLASSIC ? "pod-0" : null);
        assertThat(properties.get("producer.transaction.timeout.ms"))
                .isEqualTo(guarantee == Guarantee.EXACTLY_ONCE_V2 ? 15_000 : null);
        assertThat(properties.get("producer.enable.idempotence"))
                .isEqualTo(guarantee == Guarantee.AT_LEAST_ONCE ? true : null);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO,   pod-0, false",
        "AUTO,   '',    true",
        "ALWAYS, pod-0, true",
        "NEVER,  '',    false",
    })
    void membersThatNoNameSurvivesLeaveTheirGroup(LeaveGroup leaveGroup, String instanceId, boolean leaves) {
        StreamSettings settings = settings(
                instanceId.isEmpty() ? null : instanceId,
                Guarantee.EXACTLY_ONCE_V2,
                GroupProtocol.CLASSIC,
                leaveGroup,
                Map.of());

        assertThat(settings.leavesGroup()).isEqualTo(leaves);
    }

    @Test
    void stayingInTheGroupIsRefusedWhereKafkaStreamsLeavesItAnyway() {
        assertThatThrownBy(() ->
                        settings("pod-0", Guarantee.EXACTLY_ONCE_V2, GroupProtocol.STREAMS, LeaveGroup.NEVER, Map.of()))
                .hasMessageContaining("shutdown.leave-group=never needs group.protocol=classic");
    }

    private static StreamSettings exactlyOnce(Map<String, String> kafka) {
        return settings(Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC, kafka);
    }

    private static StreamSettings settings(Guarantee guarantee, GroupProtocol protocol, Map<String, String> kafka) {
        return settings("pod-0", guarantee, protocol, LeaveGroup.AUTO, kafka);
    }

    private static StreamSettings settings(
            @Nullable String instanceId,
            Guarantee guarantee,
            GroupProtocol protocol,
            LeaveGroup leaveGroup,
            Map<String, String> kafka) {
        return new StreamSettings(
                "app",
                instanceId,
                new StreamTopics("references", "labels", "dead-letters"),
                guarantee,
                protocol,
                1,
                1000,
                1 << 20,
                Duration.ofSeconds(30),
                10_000,
                Duration.ofMillis(20),
                new Shutdown(Duration.ofSeconds(5), Duration.ofSeconds(10), leaveGroup),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                3,
                Path.of("state"),
                kafka);
    }
}
