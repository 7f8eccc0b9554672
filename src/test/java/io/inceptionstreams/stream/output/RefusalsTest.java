package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is to blame when a batch is refused, and how its answer is given then. In virtual time. */
final class RefusalsTest {

    private static final TopicPartition SOURCE = new TopicPartition("in", 0);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private final Exception collateral = new KafkaException("part of a batch which had invalid records");

    private long nanos;
    private final OutputLimits limits = new OutputLimits(() -> nanos);
    private final List<String> refused = new ArrayList<>();
    private int read;
    private final Refusals refusals = new Refusals(
            limits, new Fitting.Sending(1_000_000, "none"), refused::add, () -> NOW, () -> nanos, () -> read++);

    @Test
    void theRecordThatTheBrokerNamesIsGuiltyAndTheOthersOfItsBatchAreNot() {
        RuntimeException thrown = refusals.judge(List.of(
                label(1, 100, collateral),
                label(
                        2,
                        9_000_000,
                        new InvalidTimestampException("Timestamp 9000000 of message with offset 1 is out of range")),
                label(3, 100, collateral)));

        assertThat(thrown)
                .isInstanceOf(TaskMigratedException.class)
                .hasMessageStartingWith("out partition 0 refused the answer to in partition 0 offset 2");
        assertThat(treatment(2).label()).containsExactly(Refusal.TIMESTAMP);
        assertThat(treatment(1)).isEqualTo(Treatment.NONE);
        assertThat(treatment(3)).isEqualTo(Treatment.NONE);
        assertThat(refused).containsExactly("labels");
        assertThat(read).isEqualTo(1);
    }

    /** With several guilty records in a batch, the client tells another exception. */
    @Test
    void severalRecordsOfABatchAreToldApartByTheirTimestamps() {
        refusals.judge(List.of(
                label(1, 5_000, new InvalidRecordException("Timestamp 5000 of message with offset 0 is out of range")),
                label(2, 100, collateral),
                label(
                        3,
                        6_000,
                        new InvalidRecordException("Timestamp 6000 of message with offset 2 is out of range"))));

        assertThat(treatment(1).label()).containsExactly(Refusal.TIMESTAMP);
        assertThat(treatment(2)).isEqualTo(Treatment.NONE);
        assertThat(treatment(3).label()).containsExactly(Refusal.TIMESTAMP);
    }

    /** What a transactional producer has not sent when a batch is refused fails with that batch's exception. */
    @Test
    void whatWasNotSentAnyMoreIsInnocent() {
        Exception ofTheBatch = new InvalidTimestampException("One or more records have been rejected");
        refusals.judge(List.of(
                label(
                        1,
                        5_000,
                        new InvalidTimestampException("Timestamp 5000 of message with offset 0 is out of range")),
                label(2, 100, ofTheBatch),
                deadLetter(3, 100, ofTheBatch)));

        assertThat(treatment(1).label()).containsExactly(Refusal.TIMESTAMP);
        assertThat(treatment(2)).isEqualTo(Treatment.NONE);
        assertThat(treatment(3)).isEqualTo(Treatment.NONE);
    }

    @Test
    void wheneverNobodyIsNamedEachRecordOfTheBatchIsSentAlone() {
        Exception ofTheBatch = new RecordBatchTooLargeException("larger than a segment");
        RuntimeException thrown = refusals.judge(
                List.of(label(1, 100, ofTheBatch), label(2, 100, ofTheBatch), deadLetter(3, 100, ofTheBatch)));

        assertThat(thrown).isInstanceOf(TaskMigratedException.class);
        assertThat(treatment(1).alone()).isTrue();
        assertThat(treatment(2).alone()).isTrue();
        assertThat(treatment(3)).isEqualTo(Treatment.NONE);
        assertThat(treatment(1).label()).isEmpty();

        refusals.judge(List.of(alone(label(2, 100, ofTheBatch)), label(4, 100, ofTheBatch)));
        assertThat(treatment(2).label()).containsExactly(Refusal.SIZE);
        assertThat(treatment(4)).isEqualTo(Treatment.NONE);
    }

    @Test
    void aRecordThatIsTooLargeWasAloneBecauseProducersSplitBatches() {
        Exception tooLarge = new RecordTooLargeException("larger than max.message.bytes");
        refusals.judge(List.of(label(1, 100, tooLarge), label(2, 100, tooLarge)));

        assertThat(treatment(1).label()).containsExactly(Refusal.SIZE);
        assertThat(treatment(2)).isEqualTo(Treatment.NONE);
    }

    @Test
    void aTopicThatTakesNoRecordWithoutAKeyRefusesAllOfThem() {
        Exception noKey = new InvalidRecordException("Compacted topic cannot accept message without key");
        refusals.judge(
                List.of(label(1, 100, collateral), keyless(label(2, 100, noKey)), keyless(label(3, 100, noKey))));

        assertThat(treatment(1)).isEqualTo(Treatment.NONE);
        assertThat(treatment(2).label()).containsExactly(Refusal.KEY);
        assertThat(treatment(3).label()).containsExactly(Refusal.KEY);
        assertThat(limits.of("out").compacted()).isTrue();
    }

    @Test
    void whatIsLearnedFromARefusalSparesTheNextOne() {
        long ahead = NOW.toEpochMilli() + 5_000;
        refusals.judge(List.of(label(1, ahead, new InvalidTimestampException("Timestamp " + ahead + " of message"))));

        assertThat(limits.of("out").takesTimestamp(ahead, NOW.toEpochMilli())).isFalse();
        assertThat(limits.of("out").takesTimestamp(ahead - 1, NOW.toEpochMilli()))
                .isTrue();
        assertThat(limits.of("out").takesTimestamp(0, NOW.toEpochMilli())).isTrue();
        assertThat(limits.of("dead").takesTimestamp(ahead, NOW.toEpochMilli())).isTrue();
    }

    @Test
    void failuresWithoutARefusalAreNoRecordsFault() {
        RuntimeException thrown = refusals.judge(List.of(label(1, 100, collateral), label(2, 100, collateral)));

        assertThat(thrown)
                .isInstanceOf(StreamsException.class)
                .isNotInstanceOf(TaskMigratedException.class)
                .hasCause(collateral);
        assertThat(treatment(1)).isEqualTo(Treatment.NONE);
    }

    @Test
    void aResultThatIsRefusedForNoReasonWeKnowBecomesADeadLetter() {
        refusals.judge(List.of(label(1, 100, new InvalidRecordException("not our schema"))));

        assertThat(treatment(1).refusedLabel()).isEqualTo("not our schema");
    }

    @Test
    void aTopicThatRefusesOneRecordAfterTheOtherEndsTheInstance() {
        Exception schema = new InvalidRecordException("not our schema");
        for (int i = 0; i < Refusals.MOST_UNEXPLAINED; i++) {
            assertThat(refusals.judge(List.of(label(i, 100, schema)))).isInstanceOf(TaskMigratedException.class);
        }

        assertThat(refusals.judge(List.of(label(100, 100, schema))))
                .isInstanceOf(UnwritableException.class)
                .hasMessageStartingWith("out partition 0 refused the answer to in partition 0 offset 100");
    }

    @Test
    void aTopicThatTakesOthersInBetweenDoesNot() {
        Exception schema = new InvalidRecordException("not our schema");
        for (int i = 0; i < 3 * Refusals.MOST_UNEXPLAINED; i++) {
            assertThat(refusals.judge(List.of(label(i, 100, schema)))).isInstanceOf(TaskMigratedException.class);
            refusals.taken("out");
        }
    }

    @Test
    void aDeadLetterIsGivenInFewFormsAndThenNotAtAll() {
        Exception tooLarge = new RecordTooLargeException("larger than max.message.bytes");
        refusals.judge(List.of(deadLetter(1, 100, tooLarge)));
        assertThat(treatment(1).omitted()).isEqualTo(1);

        refusals.judge(List.of(shrunk(deadLetter(1, 100, tooLarge))));
        assertThat(treatment(1).bare()).isTrue();

        assertThat(refusals.judge(List.of(shrunk(deadLetter(1, 100, tooLarge)))))
                .isInstanceOf(UnwritableException.class)
                .hasMessageContaining("dead partition 0 refused the answer to in partition 0 offset 1")
                .hasMessageEndingWith("look at its configuration");
    }

    @Test
    void refusalsAreForgottenInTimeAndTheOldestForLackOfRoom() {
        Exception tooLarge = new RecordTooLargeException("larger than max.message.bytes");
        for (int i = 0; i <= Refusals.MOST; i++) {
            refusals.judge(List.of(label(i, 100, tooLarge)));
        }
        assertThat(treatment(0)).isEqualTo(Treatment.NONE);
        assertThat(treatment(1)).isNotEqualTo(Treatment.NONE);

        nanos = Refusals.REMEMBERED.toNanos() + 1;
        assertThat(treatment(Refusals.MOST)).isEqualTo(Treatment.NONE);
    }

    @Test
    void refusalsAreForgottenWhereTheLogWasReplaced() {
        Exception tooLarge = new RecordTooLargeException("larger than max.message.bytes");
        refusals.judge(List.of(label(4, 100, tooLarge)));
        refusals.judge(List.of(label(5, 100, tooLarge)));

        refusals.forgetFrom(new TopicPartition("in", 1), 0);
        assertThat(treatment(5)).isNotEqualTo(Treatment.NONE);
        refusals.forgetFrom(SOURCE, 5);
        assertThat(treatment(5)).isEqualTo(Treatment.NONE);
        assertThat(treatment(4)).isNotEqualTo(Treatment.NONE);
        refusals.forgetAll();
        assertThat(treatment(4)).isEqualTo(Treatment.NONE);
    }

    private Treatment treatment(long offset) {
        return refusals.treatment(SOURCE, offset);
    }

    private static SendWatch.Failure label(long offset, long timestamp, Exception reason) {
        return failure("labels", "out", offset, timestamp, reason);
    }

    private static SendWatch.Failure deadLetter(long offset, long timestamp, Exception reason) {
        return failure("dead-letters", "dead", offset, timestamp, reason);
    }

    private static SendWatch.Failure failure(
            String output, String topic, long offset, long timestamp, Exception reason) {
        byte[] key = "k".getBytes(UTF_8);
        OutputRecord answer = output.equals("labels")
                ? OutputRecord.labels(new byte[10], 0)
                : OutputRecord.deadLetter(new byte[10], new Rejected(Reason.EVENT_INVALID, "?"), List.of(), 0);
        Outgoing outgoing = new Outgoing(
                output, topic, new Record<>(key, answer, timestamp), false, Set.of(), !output.equals("labels"), "");
        return new SendWatch.Failure(
                new SendWatch.Sent(SOURCE, offset, outgoing),
                new ProducerRecord<>(topic, 0, timestamp, key, answer.value()),
                reason);
    }

    private static SendWatch.Failure alone(SendWatch.Failure failure) {
        return with(
                failure, failure.record().key(), true, failure.sent().answer().shrinks());
    }

    private static SendWatch.Failure shrunk(SendWatch.Failure failure) {
        return with(failure, failure.record().key(), false, false);
    }

    private static SendWatch.Failure keyless(SendWatch.Failure failure) {
        return with(failure, null, false, false);
    }

    private static SendWatch.Failure with(
            SendWatch.Failure failure, byte @Nullable [] key, boolean alone, boolean shrinks) {
        Outgoing was = failure.sent().answer();
        return new SendWatch.Failure(
                new SendWatch.Sent(
                        failure.sent().source(),
                        failure.sent().offset(),
                        new Outgoing(was.output(), was.topic(), was.record(), alone, was.changes(), shrinks, "")),
                new ProducerRecord<>(
                        was.topic(),
                        0,
                        failure.record().timestamp(),
                        key,
                        failure.record().value()),
                failure.reason());
    }
}
