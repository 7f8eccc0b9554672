package io.inceptionstreams.stream.output;

import java.util.Locale;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which records a topic takes, by its configuration.
 *
 * @param maxBytes of a batch, after compression: the lesser of {@code max.message.bytes} and {@code segment.bytes}
 * @param compacted whether {@code cleanup.policy} has {@code compact}: records need a key then
 * @param beforeMillis how far a record's timestamp may lie behind the broker's clock
 * @param afterMillis how far it may lie ahead
 * @param compression the topic's {@code compression.type}; {@code producer} leaves the producer's
 */
record TopicLimits(long maxBytes, boolean compacted, long beforeMillis, long afterMillis, String compression) {

    /** As {@code compression.type} has it. */
    static final String AS_PRODUCED = "producer";

    /** Nothing is known: everything may be sent. */
    static final TopicLimits NONE = new TopicLimits(Long.MAX_VALUE, false, Long.MAX_VALUE, Long.MAX_VALUE, AS_PRODUCED);

    /** Brokers before 3.6 have one limit for both directions. */
    private static final String DIFFERENCE = "message.timestamp.difference.max.ms";

    static TopicLimits of(Config topic) {
        boolean stampedByBroker = text(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime")
                .equalsIgnoreCase("LogAppendTime");
        long difference = number(topic, DIFFERENCE, Long.MAX_VALUE);
        return new TopicLimits(
                Math.min(
                        number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.MAX_VALUE),
                        number(topic, TopicConfig.SEGMENT_BYTES_CONFIG, Long.MAX_VALUE)),
                text(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "").contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                stampedByBroker
                        ? Long.MAX_VALUE
                        : number(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, difference),
                stampedByBroker
                        ? Long.MAX_VALUE
                        : number(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, difference),
                text(topic, TopicConfig.COMPRESSION_TYPE_CONFIG, AS_PRODUCED).toLowerCase(Locale.ROOT));
    }

    /** Whether a record with this timestamp is taken when the broker's clock says {@code nowMillis}. */
    boolean takesTimestamp(long timestamp, long nowMillis) {
        long ahead = timestamp - nowMillis; // both are at least 0: no overflow
        return ahead <= afterMillis && -ahead <= beforeMillis;
    }

    /** What both take. The compression is that of this one. */
    TopicLimits and(TopicLimits other) {
        return new TopicLimits(
                Math.min(maxBytes, other.maxBytes),
                compacted || other.compacted,
                Math.min(beforeMillis, other.beforeMillis),
                Math.min(afterMillis, other.afterMillis),
                compression);
    }

    TopicLimits withMaxBytes(long most) {
        return new TopicLimits(most, compacted, beforeMillis, afterMillis, compression);
    }

    TopicLimits withTimestamps(long mostBefore, long mostAfter) {
        return new TopicLimits(maxBytes, compacted, mostBefore, mostAfter, compression);
    }

    TopicLimits withCompaction() {
        return new TopicLimits(maxBytes, true, beforeMillis, afterMillis, compression);
    }

    private static String text(Config topic, String name, String otherwise) {
        String value = value(topic, name);
        return value == null ? otherwise : value;
    }

    private static long number(Config topic, String name, long otherwise) {
        String value = value(topic, name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    private static @Nullable String value(Config topic, String name) {
        ConfigEntry entry = topic.get(name);
        return entry == null ? null : entry.value();
    }
}
