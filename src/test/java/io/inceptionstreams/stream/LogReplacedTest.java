package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.client.TopicReplacedException;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.Outgoing;
import io.inceptionstreams.stream.output.OutputLimits;
import io.inceptionstreams.stream.output.OutputRecord;
import io.inceptionstreams.stream.output.Refusals;
import io.inceptionstreams.stream.output.SendWatch;
import io.inceptionstreams.stream.output.StreamTopics;
import io.inceptionstreams.stream.output.Treatment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task under which the log is replaced, with the offsets that a broker would hand out. */
final class LogReplacedTest {

    private static final TopicPartition SOURCE = new TopicPartition("references", 0);

    private final PuppetLabeller labeller = new PuppetLabeller();
    private final CommitHolds holds = new CommitHolds();
    private final DrainState drain = new DrainState();
    private final Counts counts = new Counts();
    private final InOrderForwarder.Parts parts =
            Lab.forwarding(new OutcomeEncoder(2_000), Duration.ofSeconds(60), () -> 0, () -> Instant.EPOCH);
    private final OutputLimits limits = new OutputLimits(() -> 0);
    private final Fitting.Sending sending = new Fitting.Sending(1 << 20, "none");
    private final Refusals refusals =
            new Refusals(limits, sending, output -> {}, () -> Instant.EPOCH, () -> 0, () -> {});

    @TempDir
    private Path state;

    private CrashJournal journal;
    private MockProcessorContext<byte[], OutputRecord> context;
    private InferenceProcessor processor;

    @BeforeEach
    void open() throws IOException {
        journal = CrashJournal.open(state);
        start();
    }

    private void start() {
        processor = new InferenceProcessor(
                new TaskEnvironment(
                        "references",
                        new TaskEnvironment.Limits(
                                100, 10_000, Duration.ofSeconds(30), Duration.ofSeconds(60), 3, Duration.ZERO),
                        labeller,
                        counts,
                        drain,
                        new UnansweredEvents(),
                        () -> 0),
                new RecordDispatcher.Parts(
                        new EventReader(),
                        new OutcomeEncoder(2_000),
                        journal,
                        new SuspectIsolation(),
                        () -> Instant.EPOCH),
                new InOrderForwarder.Parts(
                        parts.health(),
                        new Fitting(
                                new StreamTopics("references", "labels", "dead-letters"),
                                new OutcomeEncoder(2_000),
                                limits,
                                refusals,
                                sending,
                                () -> Instant.EPOCH),
                        parts.sends(),
                        parts.alterations()),
                holds,
                new CommitScheduler(Duration.ofMillis(20), () -> 0));
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), state.toFile());
        processor.init(context);
    }

    @Test
    void topicThatWasCreatedAgainIsAnsweredFromItsFirstRecord() {
        give(10, "old-10");
        give(11, "old-11");
        give(12, "old-12");

        give(0, "new-0");
        give(1, "new-1");

        assertThat(labeller.asked.get("old-10")).isCancelled();
        assertThat(labeller.asked.get("old-12")).isCancelled();
        assertThat(committable(2)).isEqualTo(0);
        labeller.label("new-1");
        labeller.label("new-0");
        tick();
        assertThat(forwarded()).containsExactly("new-0", "new-1");
        assertThat(committable(2)).isEqualTo(2);
        assertThat(counts.logsReplaced).isEqualTo(1);
        assertThat(counts.received).isEqualTo(5);
        assertThat(counts.abandoned).isEqualTo(3);
        assertThat(drain.underWay()).isZero();
    }

    /** Only one event was in flight: the new topic's first record has the offset of the old one's last. */
    @Test
    void newRecordAtTheVeryOffsetOfTheLastOneIsAnswered() {
        give(0, "a");
        labeller.asked.remove("a");

        give(0, "a"); // the same bytes, even

        assertThat(labeller.asked).containsKey("a");
        labeller.label("a");
        tick();
        assertThat(forwarded()).containsExactly("a");
        assertThat(counts.logsReplaced).isEqualTo(1);
        assertThat(counts.abandoned).isEqualTo(1);
    }

    @Test
    void logThatGoesBackWhileNothingIsInFlightIsToldToo() {
        give(5, "old");
        labeller.label("old");
        tick();
        assertThat(committable(6)).isEqualTo(6);

        give(0, "new");

        assertThat(counts.logsReplaced).isEqualTo(1);
        assertThat(counts.abandoned).isZero();
        assertThat(committable(1)).isEqualTo(0);
    }

    /** What lies before the cut is in the log still, and nobody hands it in again. */
    @Test
    void truncatedLogKeepsWhatLiesBeforeTheCut() {
        labeller.room = 4;
        for (int offset = 10; offset < 16; offset++) {
            give(offset, "old-" + offset); // the last two wait for room
        }

        labeller.room = 10;
        give(12, "new-12");
        give(13, "new-13");

        assertThat(labeller.asked.get("old-11")).isNotCancelled();
        assertThat(labeller.asked.get("old-12")).isCancelled();
        assertThat(labeller.asked).doesNotContainKeys("old-14", "old-15");
        assertThat(counts.abandoned).isEqualTo(4);
        assertThat(committable(14)).isEqualTo(10);
        List.of("old-10", "old-11", "new-12", "new-13").forEach(labeller::label);
        tick();
        assertThat(forwarded()).containsExactly("old-10", "old-11", "new-12", "new-13");
        assertThat(drain.underWay()).isZero();
    }

    @Test
    void recordThatIsGivenAgainIsTakenOnceEvenWhenItIsAnswered() {
        Record<byte[], byte[]> record = record("a");
        give(3, record);
        give(3, record);
        labeller.label("a");
        tick();
        give(3, record);
        tick();

        assertThat(forwarded()).containsExactly("a");
        assertThat(counts.received).isEqualTo(1);
        assertThat(counts.logsReplaced).isZero();
    }

    /** Between the notice and the first new record, the old log's offset must not be committed to the new one. */
    @Test
    void beginningIsCommittedUntilTheNewLogHasARecord() {
        give(10, "old-10");
        holds.startOver(List.of(SOURCE));
        assertThat(committable(11)).isEqualTo(0);
        assertThat(holds.clamp(Map.of())).containsOnly(Map.entry(SOURCE, new OffsetAndMetadata(0)));

        give(11, "old-11"); // buffered by Kafka Streams
        labeller.label("old-10");
        labeller.label("old-11");
        tick();
        assertThat(forwarded()).as("answers that were there in time").containsExactly("old-10", "old-11");
        assertThat(committable(12)).isEqualTo(0);

        holds.newLogBegins(SOURCE, 0);
        give(0, "new-0");
        assertThat(committable(1)).isEqualTo(0);
        labeller.label("new-0");
        tick();
        assertThat(committable(1)).isEqualTo(1);
        assertThat(counts.logsReplaced).isEqualTo(1);
    }

    @Test
    void newTopicTakesTheWholeWindowEvenWhereItBeginsInTheMiddle() {
        give(3, "old-3");
        give(4, "old-4");
        holds.startOver(List.of(SOURCE));
        holds.newLogBegins(SOURCE, 4);
        give(4, "new-4");

        assertThat(labeller.asked.get("old-3")).isCancelled();
        assertThat(counts.abandoned).isEqualTo(2);
        assertThat(committable(5)).isEqualTo(4);
    }

    @Test
    void taskThatClosesBeforeTheNewLogHasARecordLeavesItsBeginning() {
        give(10, "old-10");
        holds.startOver(List.of(SOURCE));
        processor.close();

        assertThat(committable(11)).isEqualTo(0);
        assertThat(counts.logsReplaced).isEqualTo(1);
        assertThat(holds.clamp(Map.of())).as("of another thread's partition").isEmpty();
    }

    /** What killed the process at an offset of the old log says nothing of the record that is there now. */
    @Test
    void deathsOfTheOldLogDoNotCountForTheNewOne() throws IOException {
        for (int deaths = 0; deaths < 3; deaths++) {
            journal.begin(0, 1);
            journal = CrashJournal.open(state);
        }
        start();
        give(5, "old");
        give(0, "new-0");
        give(1, "new-1");

        assertThat(labeller.asked).containsKeys("new-0", "new-1");
    }

    /** What an output refused at an offset of the old log says nothing of the record that is there now. */
    @Test
    void refusalsOfTheReplacedPartAreForgotten() {
        give(10, "old-10");
        give(11, "old-11");
        refuse(10);
        refuse(11);
        give(11, "new-11");
        assertThat(refusals.treatment(SOURCE, 10)).isNotEqualTo(Treatment.NONE);
        assertThat(refusals.treatment(SOURCE, 11)).isEqualTo(Treatment.NONE);
    }

    /** The answer to an old record was sent before the consumer noticed, and refused after that. */
    @Test
    void refusalsOfTheOldTopicAreForgottenWhenTheTaskCloses() {
        give(10, "old-10");
        holds.startOver(List.of(SOURCE));
        refuse(10);
        processor.close();

        assertThat(refusals.treatment(SOURCE, 10)).isEqualTo(Treatment.NONE);
    }

    private void refuse(long offset) {
        Record<byte[], OutputRecord> record = new Record<>(new byte[1], OutputRecord.labels(new byte[1], 0), 0);
        Outgoing outgoing = new Outgoing("labels", "labels", record, true, Set.of(), false, "");
        refusals.judge(List.of(new SendWatch.Failure(
                new SendWatch.Sent(SOURCE, offset, outgoing),
                new ProducerRecord<>("labels", 0, 0L, new byte[1], new byte[1]),
                new RecordTooLargeException("larger than max.message.bytes"))));
    }

    @Test
    void attemptOfTheOldLogThatBeginsLateDoesNotCountForTheNewOne() throws IOException {
        labeller.beginsLate = true;
        give(0, "old-0");
        give(0, "new-0");
        labeller.begin("old-0");

        assertThat(CrashJournal.open(state).deaths(0, 0)).isZero();
        labeller.begin("new-0");
        assertThat(CrashJournal.open(state).deaths(0, 0)).isEqualTo(1);
    }

    @Test
    void threadWhoseConsumerCannotBeMovedCommitsTheBeginningAndEnds() {
        give(10, "old-10");
        holds.startOverInAnotherThread();
        give(11, "new-11");
        assertThat(labeller.asked).as("it is in the middle of the new log").doesNotContainKey("new-11");
        tick();
        assertThat(context.committed()).as("a commit is asked for").isTrue();

        assertThat(committable(12)).isEqualTo(0);
        holds.committed();

        assertThatThrownBy(this::tick).isInstanceOf(TopicReplacedException.class);
    }

    /** With it the consumer finds out, when it starts there, whether the log was truncated in between. */
    @Test
    void heldBackOffsetKeepsTheLeaderEpoch() {
        give(10, "a");

        assertThat(holds.clamp(Map.of(SOURCE, new OffsetAndMetadata(11, Optional.of(7), "m"))))
                .containsValue(new OffsetAndMetadata(10, Optional.of(7), "m"));
    }

    private void give(long offset, String id) {
        give(offset, record(id));
    }

    private void give(long offset, Record<byte[], byte[]> record) {
        context.setRecordMetadata(SOURCE.topic(), SOURCE.partition(), offset);
        processor.process(record);
    }

    private static Record<byte[], byte[]> record(String id) {
        return new Record<>(id.getBytes(UTF_8), ("{\"id\":\"" + id + "\",\"uri\":\"data:,\"}").getBytes(UTF_8), 1_000);
    }

    private void tick() {
        context.scheduledPunctuators().stream()
                .filter(punctuator -> !punctuator.cancelled())
                .forEach(punctuator -> punctuator.getPunctuator().punctuate(0));
    }

    private List<String> forwarded() {
        return context.forwarded().stream()
                .map(answer -> new String((byte[]) answer.record().key(), UTF_8))
                .toList();
    }

    private long committable(long consumed) {
        return holds.clamp(Map.of(SOURCE, new OffsetAndMetadata(consumed))).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static final class Counts extends QuietObserver {

        private int received;
        private int abandoned;
        private int logsReplaced;

        @Override
        public void received() {
            received++;
        }

        @Override
        public void abandoned(int events) {
            abandoned += events;
        }

        @Override
        public void logReplaced() {
            logsReplaced++;
        }
    }
}
