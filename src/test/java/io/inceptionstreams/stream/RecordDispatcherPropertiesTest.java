package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.StreamTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a record holds, and whatever throws on its way, it is answered once, in its turn, and the task goes on. */
final class RecordDispatcherPropertiesTest {

    private static final int EVENTS = 600;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<Instant> CLOCKS = List.of(Instant.EPOCH, NOON, Instant.parse("2200-01-01T00:00:00Z"));

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachEventIsAnsweredOnceAndInItsTurn(long seed) throws IOException {
        Random random = new Random(seed);
        ExtremeEvents events = new ExtremeEvents(seed);
        Rough labeller = new Rough(random);
        long[] nanos = {random.nextLong()};
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        try (CrashJournal journal = CrashJournal.open(state);
                TopologyTestDriver driver = new TopologyTestDriver(
                        LabelTopology.of(
                                new StreamTopics("references", "labels", "dead-letters"),
                                processors(labeller, journal, CLOCKS.get((int) seed % CLOCKS.size()), nanos)),
                        properties)) {
            var references =
                    driver.createInputTopic("references", new ByteArraySerializer(), new ByteArraySerializer());
            List<TestOutputTopic<byte[], byte[]>> outputs = Stream.of("labels", "dead-letters")
                    .map(name ->
                            driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer()))
                    .toList();
            Set<Integer> answered = new HashSet<>();
            Set<String> reasons = new HashSet<>();
            for (int i = 0; i < EVENTS; i++) {
                RecordHeaders headers = new RecordHeaders();
                headers.add("", random.nextBoolean() ? null : new byte[random.nextInt(3)]);
                references.pipeInput(new TestRecord<>(
                        String.valueOf(i).getBytes(UTF_8),
                        random.nextInt(50) == 0 ? null : events.next(),
                        headers,
                        random.nextLong() & Long.MAX_VALUE));
                nanos[0] += 1_000_000;
                driver.advanceWallClockTime(Duration.ofMillis(1));
                for (TestOutputTopic<byte[], byte[]> output : outputs) {
                    for (TestRecord<byte[], byte[]> answer : output.readRecordsToList()) {
                        assertThat(answered.add(Integer.parseInt(new String(answer.key(), UTF_8))))
                                .isTrue();
                        reasons.add(reason(answer));
                    }
                }
            }

            assertThat(answered).hasSize(EVENTS);
            assertThat(reasons)
                    .contains(
                            "labelled",
                            Reason.INTERNAL_ERROR.code(),
                            Reason.EVENT_INVALID.code(),
                            Reason.RESULT_TOO_LARGE.code(),
                            Reason.DEADLINE_EXCEEDED.code());
        }
    }

    private static String reason(TestRecord<byte[], byte[]> answer) {
        var header = answer.headers().lastHeader("inception.reason");
        return header == null ? "labelled" : new String(header.value(), UTF_8);
    }

    private static Supplier<InferenceProcessor> processors(
            Labeller labeller, CrashJournal journal, Instant clock, long[] nanos) {
        TaskEnvironment environment = new TaskEnvironment(
                "references",
                new TaskEnvironment.Limits(4, 10_000, Duration.ofSeconds(30), Duration.ofSeconds(60), 3, Duration.ZERO),
                labeller,
                Lab.SILENT,
                new DrainState(),
                new UnansweredEvents(),
                () -> nanos[0]);
        RecordDispatcher.Parts dispatching = new RecordDispatcher.Parts(
                new EventReader(), new OutcomeEncoder(20_000), journal, new SuspectIsolation(), () -> clock);
        InOrderForwarder.Parts forwarding =
                Lab.forwarding(new OutcomeEncoder(20_000), Duration.ofSeconds(60), () -> nanos[0], () -> clock);
        CommitHolds holds = new CommitHolds();
        CommitScheduler scheduler = new CommitScheduler(Duration.ofMillis(20), () -> nanos[0]);
        return () -> new InferenceProcessor(environment, dispatching, forwarding, holds, scheduler);
    }

    /** Answers at once: with labels and what the event brought, with a rejection, or by throwing what code may throw. */
    private static final class Rough implements Labeller {

        private final Random random;

        Rough(Random random) {
            this.random = random;
        }

        @Override
        public Optional<CompletableFuture<Outcome>> offer(
                ImageReference reference, Deadline deadline, CrashMarker attempt) {
            if (random.nextInt(20) == 0) {
                throw unchecked();
            }
            attempt.begin();
            if (random.nextInt(20) == 0) {
                return Optional.of(CompletableFuture.failedFuture(thrown()));
            }
            if (random.nextInt(20) == 0) {
                return Optional.of(CompletableFuture.completedFuture(
                        new Rejected(Reason.DEADLINE_EXCEEDED, "\u0000\ud800".repeat(2_000))));
            }
            return Optional.of(CompletableFuture.completedFuture(labelled(reference)));
        }

        private Labelled labelled(ImageReference reference) {
            Labelled simple = PuppetLabeller.labelled(reference.id());
            return new Labelled(
                    reference.id(),
                    reference
                            .uri()
                            .substring(0, Math.min(30_000, reference.uri().length())),
                    simple.labels(),
                    simple.model(),
                    simple.image(),
                    simple.timings(),
                    simple.batchSize(),
                    simple.device(),
                    simple.cached(),
                    reference.attributes(),
                    null);
        }

        private RuntimeException unchecked() {
            Throwable thrown = thrown();
            if (thrown instanceof Error error) {
                throw error;
            }
            return (RuntimeException) thrown;
        }

        private Throwable thrown() {
            return switch (random.nextInt(6)) {
                case 0 -> new ArithmeticException("long overflow");
                case 1 -> new StackOverflowError();
                case 2 -> new AssertionError("never");
                case 3 -> new NoClassDefFoundError("some/Decoder");
                case 4 -> new Indescribable();
                default -> new UnsupportedOperationException((String) null);
            };
        }

        @Override
        public void awaitRoom(Duration atMost) {}

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }
    }

    private static final class Indescribable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String getMessage() {
            throw new IllegalStateException("no message either");
        }
    }

    /** The generator is worth little if the reader refuses what it makes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mostExtremeEventsAreValid(long seed) {
        ExtremeEvents events = new ExtremeEvents(seed);
        EventReader reader = new EventReader();
        int valid = 0;
        for (int i = 0; i < EVENTS; i++) {
            try {
                valid += reader.read(events.next()) == null ? 0 : 1;
            } catch (InvalidEventException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(valid).isGreaterThan(EVENTS / 4);
    }
}
