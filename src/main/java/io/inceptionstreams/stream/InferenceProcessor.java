package io.inceptionstreams.stream;

import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.client.TopicReplacedException;
import io.inceptionstreams.stream.output.OutputRecord;
import io.inceptionstreams.stream.output.SourceRecord;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task's part of the work: its {@link RecordDispatcher} has the records of its partition answered, its
 * {@link InOrderForwarder} forwards the answers in offset order. Every method runs on the stream thread.
 *
 * <p>A record is in the {@link InFlightWindow} from when it is taken until its answer is forwarded, and the first one
 * there is where the committed offset stops. When the window is overfull or the labeller has no room, {@link #process}
 * waits, but never longer than {@link TaskEnvironment.Limits#maxWait}, so that the consumer is polled in time: the
 * window may so grow past its bound by one record for each such wait.
 */
final class InferenceProcessor implements Processor<byte[], byte[], byte[], OutputRecord>, CommitHolds.OffsetFloor {

    private static final Duration PUNCTUATION = Duration.ofMillis(1);
    private static final long SLICE_MILLIS = 5;
    private static final OptionalLong BEGINNING = OptionalLong.of(0);

    private final TaskEnvironment environment;
    private final RecordDispatcher.Parts dispatching;
    private final InOrderForwarder.Parts forwarding;
    private final CommitHolds holds;
    private final CommitScheduler scheduler;
    private @Nullable Task task;
    private OptionalLong frozen = OptionalLong.empty();
    private @Nullable Cancellable punctuator;
    private @Nullable InFlightRecord toldFirst;

    /** From one {@link #init} to the next. */
    private record Task(
            TopicPartition source,
            ProcessorContext<byte[], OutputRecord> context,
            OffsetSequence offsets,
            InFlightWindow window,
            RecordDispatcher dispatcher,
            InOrderForwarder forwarder) {}

    InferenceProcessor(
            TaskEnvironment environment,
            RecordDispatcher.Parts dispatching,
            InOrderForwarder.Parts forwarding,
            CommitHolds holds,
            CommitScheduler scheduler) {
        this.environment = environment;
        this.dispatching = dispatching;
        this.forwarding = forwarding;
        this.holds = holds;
        this.scheduler = scheduler;
    }

    /** Also called again on the same instance after {@link #close}, when a task is resumed or revived. */
    @Override
    public void init(ProcessorContext<byte[], OutputRecord> context) {
        TopicPartition source =
                new TopicPartition(environment.topic(), context.taskId().partition());
        InFlightWindow window = new InFlightWindow(
                environment.limits().windowRecords(), environment.limits().windowBytes());
        task = new Task(
                source,
                context,
                new OffsetSequence(),
                window,
                new RecordDispatcher(environment, dispatching, source, window),
                new InOrderForwarder(environment, forwarding, scheduler, source, window, context));
        frozen = OptionalLong.empty();
        punctuator = null;
        holds.set(source, this);
        forwarding.sends().opened(this);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (holds.restartNeeded()) {
            schedulePunctuator(); // which ends the thread
            return;
        }
        take(record, task().context().recordMetadata().orElseThrow().offset());
        advance();
        if (mustWait()) {
            waitForRoom();
        }
        armPunctuator();
    }

    private void take(Record<byte[], byte[]> record, long offset) {
        OptionalLong last = task().offsets().last();
        OffsetSequence.Step step = task().offsets().next(record, offset);
        if (step == OffsetSequence.Step.AGAIN) {
            return;
        }
        if (step != OffsetSequence.Step.AHEAD) {
            long gone = step == OffsetSequence.Step.STARTED_OVER ? 0 : offset;
            task().dispatcher().logReplaced(last, offset, gone);
            forwarding.fitting().logReplaced(task().source(), gone);
        }
        task().dispatcher().take(new InFlightRecord(SourceRecord.of(record, task().source(), offset)));
    }

    /** What is unanswered is given up: the next owner of the partition reads it again. */
    @Override
    public void close() {
        boolean replaced = startsOver();
        frozen = firstUnanswered();
        holds.closed(task().source());
        task().dispatcher().giveUp();
        tellFirst(null);
        if (replaced) {
            environment.observer().logReplaced(); // the next task's first record tells nothing
            forwarding.fitting().logReplaced(task().source(), 0); // an answer to the old log may have come last
        }
        forwarding.sends().closed(this);
        punctuator = null; // Kafka Streams cancels a closing task's punctuators itself
    }

    @Override
    public OptionalLong firstUnanswered() {
        if (frozen.isPresent()) {
            return frozen;
        }
        return task().offsets().startsOver() ? BEGINNING : task().window().firstOffset();
    }

    @Override
    public void startOver() {
        task().offsets().startOver();
    }

    @Override
    public boolean startsOver() {
        return frozen.isEmpty() && task().offsets().startsOver();
    }

    @Override
    public void newLogBegins(long offset) {
        task().offsets().newLogBegins(offset);
    }

    @Override
    public boolean inFlight() {
        return task().window().size() > 0;
    }

    private void advance() {
        task().dispatcher().startWhileRoom();
        task().forwarder().forwardFinished();
        tellFirst(task().window().head());
    }

    private void tellFirst(@Nullable InFlightRecord first) {
        if (first != toldFirst) {
            toldFirst = first;
            environment.unanswered().firstIs(task().source(), first);
        }
    }

    private boolean mustWait() {
        InFlightWindow window = task().window();
        return !environment.drain().draining() && (window.hasUnstarted() || window.overfull());
    }

    private void waitForRoom() {
        InFlightWindow window = task().window();
        Duration most = InferenceLimits.maxWait(environment.limits().maxWait(), holds.onThisThread());
        long end = environment.nanoTime().getAsLong() + most.toNanos();
        try {
            while (mustWait() && environment.nanoTime().getAsLong() - end < 0) {
                InFlightRecord head = window.head();
                if (window.hasUnstarted()) {
                    environment.labeller().awaitRoom(Duration.ofMillis(SLICE_MILLIS));
                } else if (head != null) {
                    head.await(SLICE_MILLIS);
                }
                advance();
                task().forwarder().failIfStuck();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the window keeps what it has
        }
    }

    /** Armed only while something is in flight or not committed: each punctuation has Kafka Streams commit. */
    private void armPunctuator() {
        if (inFlight()) {
            schedulePunctuator();
        }
    }

    private void schedulePunctuator() {
        if (punctuator == null) {
            punctuator = task().context().schedule(PUNCTUATION, PunctuationType.WALL_CLOCK_TIME, now -> punctuate());
        }
    }

    private void punctuate() {
        if (holds.restartCommitted()) {
            throw new TopicReplacedException(
                    environment.topic() + " was deleted and created again: another thread reads it from its beginning");
        }
        if (holds.restartNeeded()) {
            task().context().commit();
            return;
        }
        advance();
        task().forwarder().failIfStuck();
        if (scheduler.due()) {
            task().context().commit();
        }
        if (!inFlight() && !scheduler.uncommitted() && punctuator != null) {
            punctuator.cancel();
            punctuator = null;
        }
    }

    private Task task() {
        if (task == null) {
            throw new IllegalStateException("init() comes first");
        }
        return task;
    }
}
