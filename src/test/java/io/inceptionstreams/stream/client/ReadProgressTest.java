package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.client.ReadProgress.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class ReadProgressTest {

    private static final TopicPartition PARTITION = new TopicPartition("references", 0);
    private static final TopicPartition OTHER = new TopicPartition("references", 1);

    private final ReadProgress progress = new ReadProgress();
    private final List<Loss> losses = new ArrayList<>();
    private long beginning;

    @Test
    void aPositionBehindTheCommittedOffsetIsToBeCommittedOnce() {
        committed(10);
        progress.opened(PARTITION);
        poll(skippedTo(14));

        assertThat(progress.uncommitted()).containsOnly(Map.entry(PARTITION, at(14)));
        progress.committed(progress.uncommitted());
        assertThat(progress.uncommitted()).isEmpty();
        poll(skippedTo(14));
        assertThat(progress.uncommitted()).isEmpty();
        poll(skippedTo(16));
        assertThat(progress.uncommitted()).containsOnly(Map.entry(PARTITION, at(16)));
    }

    @Test
    void thereIsNothingToCommitBeforeThePositionChanges() {
        committed(10);
        progress.opened(PARTITION);
        poll(ConsumerRecords.empty());
        assertThat(progress.uncommitted()).isEmpty();

        poll(skippedTo(10));
        assertThat(progress.uncommitted()).isEmpty();
    }

    @Test
    void aGroupWithoutACommittedOffsetGetsOne() {
        progress.committed(Collections.singletonMap(PARTITION, null));
        progress.opened(PARTITION);
        poll(skippedTo(3));

        assertThat(progress.uncommitted()).containsOnly(Map.entry(PARTITION, at(3)));
    }

    @Test
    void theFirstRecordEndsItForItsPartition() {
        committed(0);
        progress.opened(PARTITION);
        progress.opened(OTHER);
        poll(skippedTo(3));
        poll(withRecordAt(4));
        poll(skippedTo(7));
        assertThat(progress.uncommitted()).isEmpty();

        poll(new ConsumerRecords<>(Map.of(), Map.of(OTHER, at(5))));
        assertThat(progress.uncommitted()).containsOnlyKeys(OTHER);
    }

    @Test
    void whatIsReadWithoutAnOpenTaskCountsNot() {
        poll(skippedTo(3));
        assertThat(progress.uncommitted()).isEmpty();

        progress.opened(PARTITION);
        assertThat(progress.uncommitted()).isEmpty();
    }

    /** Its answers may be lost with their transaction, and the consumer is still behind them. */
    @Test
    void thePositionOfAClosedTaskIsNotCommitted() {
        committed(0);
        progress.opened(PARTITION);
        poll(skippedTo(3));
        progress.closed(PARTITION);
        assertThat(progress.uncommitted()).isEmpty();

        poll(skippedTo(5));
        committed(0);
        progress.opened(PARTITION);
        assertThat(progress.uncommitted()).isEmpty();
        poll(skippedTo(3));
        assertThat(progress.uncommitted()).containsOnly(Map.entry(PARTITION, at(3)));
    }

    @Test
    void recordsThatComeBeforeTheTaskOpensAreNotForgotten() {
        committed(0);
        poll(withRecordAt(0));
        progress.opened(PARTITION);
        poll(skippedTo(9));

        assertThat(progress.uncommitted()).isEmpty();
    }

    @Test
    void recordsBeforeTheBeginningOfTheLogWereLost() {
        committed(10);
        progress.opened(PARTITION);
        beginning = 25;

        assertThat(poll(withRecordAt(25))).containsExactly(new Loss(PARTITION, 10, 15));
        assertThat(poll(withRecordAt(26))).isEmpty();
        beginning = 40;
        assertThat(poll(withRecordAt(42)))
                .as("two aborted records after those that were deleted")
                .containsExactly(new Loss(PARTITION, 27, 13));
    }

    @Test
    void recordsThatWereDeletedAfterTheyWereReadAreNotLost() {
        committed(10);
        progress.opened(PARTITION);
        poll(withRecordAt(10));
        beginning = 11;

        assertThat(poll(withRecordAt(11))).isEmpty();
    }

    @Test
    void gapsWithinTheLogAreNoLoss() {
        committed(10);
        progress.opened(PARTITION);
        beginning = 3;

        assertThat(poll(withRecordAt(14))).isEmpty();
        assertThat(poll(skippedTo(20))).isEmpty();
    }

    @Test
    void whatWasDeletedBeforeTheFirstStartIsNotLost() {
        progress.committed(Collections.singletonMap(PARTITION, null));
        progress.opened(PARTITION);
        beginning = 100;

        assertThat(poll(withRecordAt(100))).isEmpty();
    }

    @Test
    void aLogThatWasDeletedToItsEndIsNoticedByThePosition() {
        committed(10);
        progress.opened(PARTITION);
        poll(withRecordAt(10));

        assertThat(moved(OptionalLong.of(11))).isEmpty();
        assertThat(moved(OptionalLong.empty())).isEmpty();
        assertThat(moved(OptionalLong.of(18))).containsOnly(Map.entry(PARTITION, at(18)));
        assertThat(losses).containsExactly(new Loss(PARTITION, 11, 7));
        assertThat(moved(OptionalLong.of(18))).isEmpty();
    }

    @Test
    void aLogThatGoesBackIsNoLoss() {
        committed(10);
        progress.opened(PARTITION);

        assertThat(moved(OptionalLong.of(4))).containsOnly(Map.entry(PARTITION, at(4)));
        beginning = 4;
        assertThat(poll(withRecordAt(4))).isEmpty();
        assertThat(losses).isEmpty();
    }

    private List<Loss> poll(ConsumerRecords<byte[], byte[]> records) {
        return progress.polled(records, partition -> beginning);
    }

    private Map<TopicPartition, OffsetAndMetadata> moved(OptionalLong position) {
        return progress.moved(partition -> position, losses);
    }

    private void committed(long offset) {
        progress.committed(Map.of(PARTITION, at(offset)));
    }

    private static ConsumerRecords<byte[], byte[]> skippedTo(long position) {
        return new ConsumerRecords<>(Map.of(), Map.of(PARTITION, at(position)));
    }

    private static ConsumerRecords<byte[], byte[]> withRecordAt(long offset) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, new byte[0], new byte[0]);
        return new ConsumerRecords<>(Map.of(PARTITION, List.of(record)), Map.of(PARTITION, at(offset + 1)));
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset);
    }
}
