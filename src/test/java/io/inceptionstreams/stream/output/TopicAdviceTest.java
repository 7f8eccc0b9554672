package io.inceptionstreams.stream.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does not fit together is said, a sentence each, with the setting to change. */
final class TopicAdviceTest {

    private static final TopicLimits KAFKAS_DEFAULTS =
            new TopicLimits(1_048_588, false, Long.MAX_VALUE, 3_600_000, TopicLimits.AS_PRODUCED);
    private static final StreamTopics TOPICS = new StreamTopics("in", "out", "dead");

    @Test
    void deadLettersNeedMoreRoomThanEvents() {
        assertThat(TopicAdvice.of(TOPICS, 1_000_000, three(KAFKAS_DEFAULTS, KAFKAS_DEFAULTS, KAFKAS_DEFAULTS)))
                .singleElement()
                .asString()
                .startsWith("topic dead takes records of 1048588 bytes (max.message.bytes), and in of 1048588")
                .endsWith("set max.message.bytes of dead to 1056780");
    }

    @Test
    void topicsThatFitNeedNoAdvice() {
        assertThat(TopicAdvice.of(
                        TOPICS,
                        1_000_000,
                        three(KAFKAS_DEFAULTS, KAFKAS_DEFAULTS, KAFKAS_DEFAULTS.withMaxBytes(1_056_780))))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIsNotComplainedAbout() {
        assertThat(TopicAdvice.of(TOPICS, 1_000_000, Map.of())).isEmpty();
        assertThat(TopicAdvice.of(TOPICS, 1_000_000, Map.of("dead", KAFKAS_DEFAULTS)))
                .isEmpty();
    }

    @Test
    void resultsNeedRoomToo() {
        assertThat(TopicAdvice.of(TOPICS, 1_000_000, Map.of("out", KAFKAS_DEFAULTS.withMaxBytes(999_999))))
                .singleElement()
                .asString()
                .startsWith(
                        "topic out takes records of 999999 bytes (max.message.bytes), and output.max-bytes is 1000000");
    }

    @Test
    void compactionIsNamedOnEachTopic() {
        TopicLimits compacted = TopicLimits.NONE.withCompaction();

        assertThat(TopicAdvice.of(TOPICS, 1_000_000, three(compacted, compacted, compacted)))
                .hasSize(3)
                .allMatch(advice -> advice.endsWith("set cleanup.policy=delete"));
    }

    @Test
    void limitsOfTimestampsAreHeldAgainstThoseOfTheReferences() {
        TopicLimits lax = TopicLimits.NONE;

        assertThat(TopicAdvice.of(TOPICS, 1_000_000, three(lax, lax.withTimestamps(Long.MAX_VALUE, 3_600_000), lax)))
                .singleElement()
                .asString()
                .contains("topic out takes timestamps up to 3600000 ms ahead (message.timestamp.after.max.ms)")
                .endsWith("set message.timestamp.type=LogAppendTime on out");
        assertThat(TopicAdvice.of(TOPICS, 1_000_000, three(lax, lax, lax.withTimestamps(86_400_000, Long.MAX_VALUE))))
                .singleElement()
                .asString()
                .contains("topic dead takes timestamps up to 86400000 ms old (message.timestamp.before.max.ms)");
    }

    private static Map<String, TopicLimits> three(TopicLimits in, TopicLimits out, TopicLimits dead) {
        return Map.of("in", in, "out", out, "dead", dead);
    }
}
