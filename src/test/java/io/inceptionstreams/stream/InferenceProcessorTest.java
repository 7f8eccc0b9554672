package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.output.Alterations;
import io.inceptionstreams.stream.output.Change;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.OutputHealth;
import io.inceptionstreams.stream.output.OutputLimits;
import io.inceptionstreams.stream.output.Refusals;
import io.inceptionstreams.stream.output.SendWatch;
import io.inceptionstreams.stream.output.StreamTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task, with a labeller that answers when the test says so. */
final class InferenceProcessorTest {

    private static final TopicPartition SOURCE = new TopicPartition("references", 0);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration STUCK = Duration.ofSeconds(60);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final PuppetLabeller labeller = new PuppetLabeller();
    private final CommitHolds holds = new CommitHolds();
    private final DrainState drain = new DrainState();
    private final Counts counts = new Counts();
    private final StreamTopics topics = new StreamTopics("references", "labels", "dead-letters");
    private long nanos;
    private final OutputLimits limits = new OutputLimits(() -> nanos);
    private boolean closed;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> references;
    private TestOutputTopic<byte[], byte[]> labels;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @TempDir
    private Path state;

    private CrashJournal journal;

    @BeforeEach
    void open() throws IOException {
        journal = CrashJournal.open(state);
        start();
    }

    private CrashJournal reopened() {
        try {
            return CrashJournal.open(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restart() {
        driver.close();
        start();
    }

    private void start() {
        OutcomeEncoder answers = new OutcomeEncoder(2_000);
        Refusals refusals = new Refusals(
                limits, new Fitting.Sending(100_000, "none"), counts::refused, () -> NOON, () -> nanos, () -> {});
        TaskEnvironment environment = new TaskEnvironment(
                "references",
                new TaskEnvironment.Limits(4, 10_000, DEADLINE, STUCK, 3, Duration.ZERO),
                labeller,
                counts,
                drain,
                new UnansweredEvents(),
                () -> nanos);
        CommitScheduler scheduler = new CommitScheduler(Duration.ofMillis(20), () -> nanos);
        RecordDispatcher.Parts dispatching =
                new RecordDispatcher.Parts(new EventReader(), answers, journal, new SuspectIsolation(), () -> NOON);
        InOrderForwarder.Parts forwarding = new InOrderForwarder.Parts(
                new OutputHealth(STUCK, () -> nanos),
                new Fitting(topics, answers, limits, refusals, new Fitting.Sending(100_000, "none"), () -> NOON),
                new SendWatch(refusals),
                new Alterations(counts::altered, () -> nanos));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        driver = new TopologyTestDriver(
                LabelTopology.of(
                        topics, () -> new InferenceProcessor(environment, dispatching, forwarding, holds, scheduler)),
                properties);
        references = driver.createInputTopic("references", new ByteArraySerializer(), new ByteArraySerializer());
        labels = driver.createOutputTopic("labels", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters =
                driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        if (!closed) {
            closed = true;
            driver.close();
        }
    }

    @Test
    void answersLeaveInOffsetOrderWhateverOrderTheyComeIn() {
        send("a", "b", "c");

        labeller.label("c");
        labeller.label("b");
        tick();
        assertThat(labels.isEmpty()).isTrue();

        labeller.label("a");
        tick();
        assertThat(labels.readKeyValuesToList()).extracting(kv -> text(kv.key)).containsExactly("a", "b", "c");
    }

    @Test
    void commitStopsAtTheFirstUnansweredRecord() {
        send("a", "b", "c");
        labeller.label("b");
        tick();
        assertThat(committable(3)).isEqualTo(0);

        labeller.label("a");
        tick();
        assertThat(committable(3)).isEqualTo(2);

        labeller.label("c");
        tick();
        assertThat(committable(3)).isEqualTo(3);
    }

    @Test
    void closedTaskKeepsItsHold() {
        send("a", "b");
        labeller.label("a");
        tick();

        stop();

        assertThat(committable(2)).isEqualTo(1);
        assertThat(holds.anyInFlight()).isFalse();
        assertThat(labeller.asked.get("b")).isCancelled();
        assertThat(counts.abandoned).isEqualTo(1);
    }

    @Test
    void answerHasTheEventsKeyTimestampAndHeaders() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "00-1".getBytes(UTF_8));
        references.pipeInput(new TestRecord<>(bytes("k"), json("a"), headers, NOON.toEpochMilli()));
        labeller.label("a");
        tick();

        TestRecord<byte[], byte[]> label = labels.readRecord();
        assertThat(text(label.key())).isEqualTo("k");
        assertThat(label.timestamp()).isEqualTo(NOON.toEpochMilli());
        assertThat(label.headers()).isEqualTo(headers);
    }

    @Test
    void headersOfAnEarlierRoundComeBackOnNoOutput() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("inception.reason", bytes("image-corrupt"));
        headers.add("traceparent", bytes("00-1"));
        headers.add("inception.made-up", bytes("forged"));
        headers.add("__streams.errors.exception", bytes("java.lang.Error"));
        headers.add("__streams.errors.offset", bytes("7"));
        headers.add("__streams.errors.offset", null);
        references.pipeInput(new TestRecord<>(bytes("k"), json("a"), headers, NOON.toEpochMilli()));
        references.pipeInput(new TestRecord<>(bytes("k"), json("b"), headers, NOON.toEpochMilli()));
        labeller.label("a");
        labeller.answer("b", new Rejected(Reason.SOURCE_NOT_FOUND, "404"));
        tick();

        assertThat(labels.readRecord().headers())
                .extracting(org.apache.kafka.common.header.Header::key)
                .containsExactly("traceparent");
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.headers())
                .extracting(org.apache.kafka.common.header.Header::key)
                .containsExactly(
                        "traceparent",
                        "__streams.errors.topic",
                        "__streams.errors.partition",
                        "__streams.errors.offset",
                        "inception.timestamp",
                        "inception.reason",
                        "inception.detail");
        assertThat(header(letter, "inception.reason")).isEqualTo("source-not-found");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("1");
    }

    @Test
    void rejectedEventBecomesADeadLetterWithTheOriginalBytes() {
        send("a");
        labeller.answer("a", new Rejected(Reason.IMAGE_CORRUPT, "no end of image"));
        tick();

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(text(letter.key())).isEqualTo("a");
        assertThat(letter.value()).isEqualTo(json("a"));
        assertThat(header(letter, "inception.reason")).isEqualTo("image-corrupt");
        assertThat(header(letter, "inception.detail")).isEqualTo("no end of image");
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("references");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("0");
        assertThat(labels.isEmpty()).isTrue();
    }

    @Test
    void eventThatDoesNotParseBecomesADeadLetterInItsTurn() {
        send("a");
        references.pipeInput(bytes("k"), bytes("{not json"));
        references.pipeInput(new TestRecord<>(bytes("t"), null));
        tick();
        assertThat(deadLetters.isEmpty()).isTrue();

        labeller.label("a");
        tick();
        List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters).extracting(r -> text(r.key())).containsExactly("k", "t");
        assertThat(letters.get(0).value()).isEqualTo(bytes("{not json"));
        assertThat(letters.get(1).value()).isNull();
        assertThat(letters).extracting(r -> header(r, "inception.reason")).containsOnly("event-invalid");
    }

    @Test
    void resultThatIsTooLargeBecomesADeadLetter() {
        references.pipeInput(bytes("k"), bytes("{\"id\":\"a\",\"uri\":\"data:,\"}"));
        var huge = PuppetLabeller.labelled("x".repeat(3_000));
        labeller.answer("a", huge);
        tick();

        assertThat(header(deadLetters.readRecord(), "inception.reason")).isEqualTo("result-too-large");
    }

    @Test
    void recordsWaitWhileTheLabellerHasNoRoom() {
        labeller.room = 1;
        send("a", "b");
        assertThat(labeller.asked.keySet()).containsExactly("a");
        assertThat(committable(2)).isEqualTo(0);

        labeller.room = 1;
        tick();
        assertThat(labeller.asked.keySet()).containsExactly("a", "b");
    }

    @Test
    void recordThatHasKilledTheProcessTooOftenBecomesADeadLetter() {
        for (int deaths = 0; deaths < 3; deaths++) {
            journal.begin(0, 1); // and the process dies
            journal = reopened();
        }
        restart();
        send("a", "b");
        labeller.label("a");
        tick();

        assertThat(labeller.asked.keySet()).containsExactly("a");
        assertThat(header(deadLetters.readRecord(), "inception.reason")).isEqualTo("attempts-exhausted");
        assertThat(journal.deaths(0, 1)).isZero();
    }

    @Test
    void recordThatHasKilledTheProcessTwiceIsTriedAlone() {
        journal.begin(0, 1);
        journal = reopened();
        journal.begin(0, 1);
        journal = reopened();
        restart();

        send("a", "b", "c");
        assertThat(labeller.asked.keySet()).containsExactly("a");

        labeller.label("a");
        tick();
        assertThat(labeller.asked.keySet()).containsExactly("a", "b");

        labeller.label("b");
        tick();
        assertThat(labeller.asked.keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void drainingTaskTakesRecordsAndStartsNone() {
        send("a");
        drain.begin();
        send("b");
        labeller.label("a");
        tick();

        assertThat(labeller.asked.keySet()).containsExactly("a");
        assertThat(drain.underWay()).isZero();
        assertThat(committable(2)).isEqualTo(1);
    }

    @Test
    void eventsOwnDeadlineCounts() {
        references.pipeInput(
                bytes("k"), bytes("{\"id\":\"a\",\"uri\":\"data:,\",\"deadline\":\"2026-11-22T12:00:05Z\"}"));
        references.pipeInput(
                bytes("k"), bytes("{\"id\":\"b\",\"uri\":\"data:,\",\"deadline\":\"2026-11-22T13:00:00Z\"}"));

        assertThat(labeller.deadlines)
                .containsEntry("a", Deadline.after(Duration.ofSeconds(5), 0))
                .containsEntry("b", Deadline.after(DEADLINE, 0));
    }

    /** The zero times of Go and .NET among them, which the schema allows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "0000-01-01T00:00:00+18:00",
                "0000-01-01T00:00:00Z",
                "1677-09-21T00:12:43Z",
                "9999-12-31T23:59:59.999999999Z",
                "2262-04-11T23:47:17Z"
            })
    void deadlineOfAnyYearIsOneThatHasPassedOrTheConfiguredOne(String deadline) {
        references.pipeInput(bytes("k"), bytes("{\"id\":\"a\",\"uri\":\"data:,\",\"deadline\":\"" + deadline + "\"}"));

        boolean past = deadline.compareTo("2026") < 0;
        if (deadline.endsWith("+18:00")) {
            assertThat(deadLetters.isEmpty()).as("a year before 0").isFalse();
        } else {
            assertThat(labeller.deadlines).containsEntry("a", Deadline.after(past ? Duration.ZERO : DEADLINE, 0));
        }
        tick(); // which would fail if the record were held to be stuck for two thousand years
    }

    @Test
    void whateverALabellerThrowsIsAnsweredAndTheNextRecordIsToo() {
        for (Throwable thrown : List.of(
                new IllegalStateException("a defect"),
                new StackOverflowError(),
                new AssertionError("a defect"),
                new NoClassDefFoundError("a/Class"))) {
            labeller.thrown = thrown;
            references.pipeInput(bytes("at once"), json("a"));
            labeller.thrown = null;
            send("b");
            labeller.fail("b", new CompletionException(thrown));
            labeller.asked.remove("b");
            tick();

            List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
            assertThat(letters)
                    .extracting(r -> header(r, "inception.reason"))
                    .containsExactly("internal-error", "internal-error");
            assertThat(header(letters.get(0), "inception.detail")).isEqualTo("the start of its work failed: " + thrown);
            assertThat(header(letters.get(1), "inception.detail")).isEqualTo("labelling failed: " + thrown);
            assertThat(letters.get(0).value()).isEqualTo(json("a"));
        }
        send("c");
        labeller.label("c");
        tick();

        assertThat(labels.readKeyValuesToList()).hasSize(1);
        assertThat(drain.underWay()).isZero();
    }

    @Test
    void answerThatCannotBeEncodedIsAnInternalError() {
        send("a");
        ObjectNode attributes = JsonNodeFactory.instance.objectNode().putPOJO("no JSON", new Object());
        labeller.answer("a", PuppetLabeller.labelled("a", attributes));
        tick();

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "inception.reason")).isEqualTo("internal-error");
        assertThat(header(letter, "inception.detail")).startsWith("encoding its answer failed: ");
    }

    /** The record that met it is tried again, and counted: were it answered, a full heap would reject every event. */
    @Test
    void jvmThatFailsStopsTheThreadAndTheAttemptCounts() {
        send("a");
        labeller.fail("a", new OutOfMemoryError("Java heap space"));

        assertThatThrownBy(this::tick).hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(reopened().deaths(0, 0)).isEqualTo(1);
    }

    @Test
    void recordWithoutAnAnswerLongAfterItsDeadlineFailsTheThread() {
        send("a");
        nanos = DEADLINE.plus(STUCK).plusMillis(1).toNanos();

        assertThatThrownBy(this::tick)
                .hasRootCauseInstanceOf(StuckException.class)
                .hasRootCauseMessage(
                        "the record at references-0 offset 0 has no answer stream.stuck=PT1M after its" + " deadline");
    }

    @Test
    void brokenLabellerFailsTheThread() {
        send("a");
        labeller.failure = new IllegalStateException("the device is gone");

        assertThatThrownBy(this::tick).hasRootCauseMessage("the device is gone");
    }

    @Test
    void everythingReceivedIsAccountedFor() {
        send("a", "b", "c", "d");
        references.pipeInput(bytes("k"), bytes("?"));
        labeller.label("a");
        labeller.answer("b", new Rejected(Reason.SOURCE_NOT_FOUND, "404"));
        tick();
        stop();

        assertThat(counts.received).isEqualTo(5);
        assertThat(counts.labelled).isEqualTo(1);
        assertThat(counts.deadLettered).containsExactly(Reason.SOURCE_NOT_FOUND);
        assertThat(counts.abandoned).isEqualTo(3);
        assertThat(drain.underWay()).isZero();
    }

    private void send(String... ids) {
        for (String id : ids) {
            references.pipeInput(bytes(id), json(id));
        }
    }

    private void tick() {
        driver.advanceWallClockTime(Duration.ofMillis(1));
    }

    private long committable(long consumed) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        offsets.put(SOURCE, new OffsetAndMetadata(consumed));
        OptionalLong offset = holds.clamp(offsets).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .findFirst();
        return offset.orElseThrow();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static byte[] json(String id) {
        return bytes("{\"id\":\"" + id + "\",\"uri\":\"data:,\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static final class Counts extends QuietObserver {

        private int received;
        private int labelled;
        private int abandoned;
        private final List<Reason> deadLettered = new ArrayList<>();
        private final List<Change> altered = new ArrayList<>();

        @Override
        public void received() {
            received++;
        }

        @Override
        public void labelled() {
            labelled++;
        }

        @Override
        public void deadLettered(EventPosition position, Rejected rejected) {
            assertThat(position.topic()).isEqualTo(SOURCE.topic());
            deadLettered.add(rejected.reason());
        }

        @Override
        public void abandoned(int events) {
            abandoned += events;
        }

        @Override
        public void altered(Change change) {
            altered.add(change);
        }

        @Override
        public void refused(String output) {}
    }
}
