package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.OffsetSequence.Step;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What tells a record that is given again from the first one of another log. */
final class OffsetSequenceTest {

    private final OffsetSequence offsets = new OffsetSequence();

    @Test
    void offsetsGrowAndMayLeaveGaps() {
        assertThat(offsets.next(record("a", "1"), 0)).isEqualTo(Step.AHEAD);
        assertThat(offsets.next(record("b", "2"), 1)).isEqualTo(Step.AHEAD);
        assertThat(offsets.next(record("c", "3"), 1_000)).isEqualTo(Step.AHEAD);
        assertThat(offsets.last()).hasValue(1_000);
    }

    @Test
    void sameRecordIsTheOneWithTheSameArrays() {
        Record<byte[], byte[]> record = record("a", "1");
        offsets.next(record, 7);

        assertThat(offsets.next(record, 7)).isEqualTo(Step.AGAIN);
        assertThat(offsets.next(record.withHeaders(record.headers()), 7)).isEqualTo(Step.AGAIN);
        assertThat(offsets.next(record, 8)).as("at another offset").isEqualTo(Step.AHEAD);
    }

    /** A topic that was created again and filled again in the same way. */
    @Test
    void equalRecordAtTheSameOffsetIsOfAnotherLog() {
        offsets.next(record("a", "1"), 0);

        assertThat(offsets.next(record("a", "1"), 0)).isEqualTo(Step.WENT_BACK);
    }

    @Test
    void recordsWithoutKeyOrValueAreToldApart() {
        Record<byte[], byte[]> bare = record(null, "1");
        offsets.next(bare, 0);
        assertThat(offsets.next(bare, 0)).isEqualTo(Step.AGAIN);
        assertThat(offsets.next(record(null, null), 0)).isEqualTo(Step.WENT_BACK);
        assertThat(offsets.next(record("a", null), 0)).isEqualTo(Step.WENT_BACK);
        assertThat(offsets.next(record(null, null).withTimestamp(6), 0)).isEqualTo(Step.WENT_BACK);
    }

    @Test
    void offsetThatGoesBackIsOfAnotherLogAndThoseBehindItFollow() {
        offsets.next(record("a", "1"), 5);
        offsets.next(record("b", "2"), 6);

        assertThat(offsets.next(record("c", "3"), 5)).isEqualTo(Step.WENT_BACK);
        assertThat(offsets.next(record("d", "4"), 6)).isEqualTo(Step.AHEAD);
        assertThat(offsets.next(record("e", "5"), 7)).isEqualTo(Step.AHEAD);
    }

    /** Kafka Streams hands over first what it had buffered of the old log. */
    @Test
    void newLogThatTheConsumerToldOfBeginsWhereItSaid() {
        offsets.next(record("a", "1"), 5);
        offsets.startOver();
        assertThat(offsets.startsOver()).isTrue();
        offsets.newLogBegins(0);

        assertThat(offsets.next(record("b", "2"), 6)).isEqualTo(Step.AHEAD);
        assertThat(offsets.startsOver()).isTrue();
        assertThat(offsets.next(record("c", "3"), 0)).isEqualTo(Step.STARTED_OVER);
        assertThat(offsets.startsOver()).isFalse();
        assertThat(offsets.next(record("d", "4"), 1)).isEqualTo(Step.AHEAD);
    }

    /** Its first records were deleted already. */
    @Test
    void newLogMayBeginBehindTheOldOne() {
        offsets.next(record("a", "1"), 5);
        offsets.startOver();
        offsets.newLogBegins(100);

        assertThat(offsets.next(record("b", "2"), 100)).isEqualTo(Step.STARTED_OVER);
    }

    private static Record<byte[], byte[]> record(@Nullable String key, @Nullable String value) {
        return new Record<>(bytes(key), bytes(value), 5);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(UTF_8)).array();
    }
}
