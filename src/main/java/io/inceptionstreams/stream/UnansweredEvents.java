package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Since when the first unanswered event of each partition has waited: the one number that a consumer of labels cares about.
 * Told by tasks on their stream threads, and asked by any thread.
 */
final class UnansweredEvents {

    private final Map<TopicPartition, Long> timestamps = new ConcurrentHashMap<>();

    /** @param record the first one of a partition that is not answered; null when there is none */
    void firstIs(TopicPartition partition, @Nullable InFlightRecord record) {
        if (record == null) {
            timestamps.remove(partition);
        } else {
            timestamps.put(partition, record.source().timestamp());
        }
    }

    /** By the timestamp of the oldest one's record; zero when every event that was read is answered. */
    Duration age(long nowMillis) {
        long oldest =
                timestamps.values().stream().mapToLong(Long::longValue).min().orElse(nowMillis);
        return Duration.ofMillis(Math.max(0, nowMillis - oldest));
    }
}
