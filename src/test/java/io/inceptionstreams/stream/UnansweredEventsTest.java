package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.output.SourceRecord;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

final class UnansweredEventsTest {

    private static final TopicPartition FIRST = new TopicPartition("in", 0);
    private static final TopicPartition SECOND = new TopicPartition("in", 1);

    private final UnansweredEvents events = new UnansweredEvents();

    @Test
    void theOldestOfAllPartitionsCounts() {
        assertThat(events.age(5_000)).isZero();

        events.firstIs(FIRST, record(FIRST, 4_000));
        events.firstIs(SECOND, record(SECOND, 1_500));
        assertThat(events.age(5_000)).isEqualTo(Duration.ofMillis(3_500));

        events.firstIs(SECOND, null);
        assertThat(events.age(5_000)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anEventFromTheFutureHasNoAge() {
        events.firstIs(FIRST, record(FIRST, 9_000));

        assertThat(events.age(5_000)).isZero();
    }

    private static InFlightRecord record(TopicPartition partition, long timestamp) {
        return new InFlightRecord(SourceRecord.of(new Record<>(null, new byte[1], timestamp), partition, 0));
    }
}
