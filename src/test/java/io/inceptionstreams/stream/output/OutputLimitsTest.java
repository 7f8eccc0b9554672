package io.inceptionstreams.stream.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

/** In virtual time. */
final class OutputLimitsTest {

    private long nanos;
    private final OutputLimits limits = new OutputLimits(() -> nanos);

    @Test
    void aTopicOfWhichNothingIsKnownTakesEverything() {
        TopicLimits unknown = limits.of("a");

        assertThat(unknown).isEqualTo(TopicLimits.NONE);
        assertThat(unknown.takesTimestamp(0, Long.MAX_VALUE)).isTrue();
        assertThat(unknown.takesTimestamp(Long.MAX_VALUE, 0)).isTrue();
    }

    @Test
    void aTopicsConfigurationIsReadAsBrokersMeanIt() {
        TopicLimits read = TopicLimits.of(config(
                "max.message.bytes", "1000",
                "segment.bytes", "900",
                "cleanup.policy", "delete,compact",
                "message.timestamp.before.max.ms", "20",
                "message.timestamp.after.max.ms", "10",
                "message.timestamp.type", "CreateTime",
                "compression.type", "zstd"));

        assertThat(read).isEqualTo(new TopicLimits(900, true, 20, 10, "zstd"));
        assertThat(read.takesTimestamp(110, 100)).isTrue();
        assertThat(read.takesTimestamp(111, 100)).isFalse();
        assertThat(read.takesTimestamp(80, 100)).isTrue();
        assertThat(read.takesTimestamp(79, 100)).isFalse();
    }

    @Test
    void aTopicThatTheBrokerStampsTakesEveryTimestamp() {
        TopicLimits read = TopicLimits.of(
                config("message.timestamp.type", "LogAppendTime", "message.timestamp.after.max.ms", "10"));

        assertThat(read.takesTimestamp(1_000, 100)).isTrue();
    }

    @Test
    void anOldBrokersOneLimitIsBoth() {
        TopicLimits read = TopicLimits.of(config("message.timestamp.difference.max.ms", "10"));

        assertThat(read.takesTimestamp(111, 100)).isFalse();
        assertThat(read.takesTimestamp(89, 100)).isFalse();
    }

    @Test
    void whatWasLearnedIsForgottenInTime() {
        limits.learn("a", l -> l.withMaxBytes(100));
        limits.learn("a", TopicLimits::withCompaction);
        assertThat(limits.of("a").maxBytes()).isEqualTo(100);
        assertThat(limits.of("a").compacted()).isTrue();
        assertThat(limits.of("b")).isEqualTo(TopicLimits.NONE);

        nanos = OutputLimits.LEARNED_FOR.toNanos() - 1;
        limits.learn("a", l -> l.withTimestamps(5, 5)); // prolongs nothing
        nanos = OutputLimits.LEARNED_FOR.toNanos() + 1;

        assertThat(limits.of("a")).isEqualTo(TopicLimits.NONE);
    }

    @Test
    void aChangedConfigurationWinsAgainstWhatWasLearned() {
        TopicLimits narrow = TopicLimits.NONE.withMaxBytes(100);
        limits.configure("a", narrow);
        limits.learn("a", l -> l.withMaxBytes(50));

        limits.configure("a", narrow);
        assertThat(limits.of("a").maxBytes()).isEqualTo(50);

        limits.configure("a", TopicLimits.NONE.withMaxBytes(200));
        assertThat(limits.of("a").maxBytes()).isEqualTo(200);
    }

    private static Config config(String... namesAndValues) {
        List<ConfigEntry> entries = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.add(new ConfigEntry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Config(entries);
    }
}
