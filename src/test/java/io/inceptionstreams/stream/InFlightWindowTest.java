package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.output.SourceRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Both bounds of a partition's unanswered records. */
final class InFlightWindowTest {

    private static final int MOST_RECORDS = 3;
    private static final int MOST_BYTES = 100;

    private final InFlightWindow window = new InFlightWindow(MOST_RECORDS, MOST_BYTES);
    private long offset;

    @Test
    void recordsAreBounded() {
        add(1);
        add(1);
        add(1);
        assertThat(window.overfull()).isFalse();

        add(1);
        assertThat(window.overfull()).isTrue();

        window.removeHead();
        assertThat(window.overfull()).isFalse();
    }

    @Test
    void bytesAreBounded() {
        add(60);
        add(40);
        assertThat(window.overfull()).isFalse();

        add(1);
        assertThat(window.overfull()).isTrue();

        window.removeHead();
        assertThat(window.overfull()).isFalse();
    }

    @Test
    void oneRecordIsTakenHoweverLargeAndNoSecondBesidesIt() {
        add(10 * MOST_BYTES);
        assertThat(window.overfull()).isFalse();

        add(1);
        assertThat(window.overfull()).isTrue();
    }

    @Test
    void whatIsGivenUpCountsNoLonger() {
        add(10 * MOST_BYTES);
        window.cancelAll();
        add(60);
        add(40);

        assertThat(window.overfull()).isFalse();
        assertThat(window.size()).isEqualTo(2);
    }

    @Test
    void recordsFromAnOffsetOnAreGivenUpAndTheOthersStay() {
        add(60);
        add(60);
        add(60);

        assertThat(window.cancelFrom(1)).isEqualTo(new InFlightWindow.GivenUp(2, 0));
        assertThat(window.size()).isEqualTo(1);
        assertThat(window.overfull()).isFalse();
        assertThat(window.hasUnstarted()).isTrue();
        assertThat(window.cancelFrom(1)).isEqualTo(new InFlightWindow.GivenUp(0, 0));
        assertThat(window.cancelFrom(0)).isEqualTo(new InFlightWindow.GivenUp(1, 0));
        assertThat(window.hasUnstarted()).isFalse();
    }

    private void add(int bytes) {
        window.add(new InFlightRecord(
                SourceRecord.of(new Record<>(new byte[0], new byte[bytes], 0), new TopicPartition("in", 0), offset++)));
    }
}
