package io.inceptionstreams.stream;

import io.inceptionstreams.event.EventReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task's part of the work: its {@link Intake} has the records of its partition answered, its {@link Delivery}
 * forwards the answers in offset order. Every method runs on the stream thread.
 *
 * <p>A record is in the {@link Window} from its intake until its answer is forwarded, and the first one there is where
 * the committed offset stops. When the window is overfull or the labeller has no room, {@link #process} waits, but
 * never longer than {@link Limits#maxWait}, so that the consumer is polled in time: the window may so grow past its
 * bound by one record for each such wait.
 */
final class InferenceProcessor implements Processor<byte[], byte[], byte[], Answer>, CommitHolds.Hold {

    static final String LABELS = "labels";
    static final String DEAD_LETTERS = "dead-letters";

    private static final Duration PUNCTUATION = Duration.ofMillis(1);
    private static final long SLICE_MILLIS = 5;

    private final Shared shared;
    private @Nullable Task task;
    private OptionalLong frozen = OptionalLong.empty();
    private @Nullable Cancellable punctuator;

    /**
     * What the tasks of an application share.
     *
     * @param wallClock tells how far an event's own deadline is away
     */
    record Shared(
            String topic,
            EventReader reader,
            Labeller labeller,
            Answers answers,
            CommitHolds holds,
            CommitPace pace,
            StreamObserver observer,
            Limits limits,
            Drain drain,
            AttemptJournal journal,
            Lane lane,
            Outputs outputs,
            LongSupplier nanoTime,
            InstantSource wallClock) {}

    /** Bounds of a task; see {@link StreamSettings}. */
    record Limits(
            int windowRecords,
            long windowBytes,
            Duration deadline,
            Duration stuck,
            int maxAttempts,
            Duration maxWait) {}

    /** From one {@link #init} to the next. */
    private record Task(ProcessorContext<byte[], Answer> context, Window window, Intake intake, Delivery delivery) {}

    InferenceProcessor(Shared shared) {
        this.shared = shared;
    }

    /** Also called again on the same instance after {@link #close}, when a task is resumed or revived. */
    @Override
    public void init(ProcessorContext<byte[], Answer> context) {
        TopicPartition source =
                new TopicPartition(shared.topic(), context.taskId().partition());
        Window window =
                new Window(shared.limits().windowRecords(), shared.limits().windowBytes());
        task = new Task(
                context, window, new Intake(shared, source, window), new Delivery(shared, source, window, context));
        frozen = OptionalLong.empty();
        punctuator = null;
        shared.holds().set(source, this);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long offset = task().context().recordMetadata().orElseThrow().offset();
        if (!task().window().hasSeen(offset)) { // Kafka Streams may hand the same record in again after an error
            task().intake().take(new Work(record, offset));
        }
        advance();
        if (mustWait()) {
            waitForRoom();
        }
        armPunctuator();
    }

    /** What is unanswered is given up: the next owner of the partition reads it again. */
    @Override
    public void close() {
        Window window = task().window();
        frozen = window.firstOffset();
        shared.observer().abandoned(window.size());
        shared.drain().ended(window.started());
        task().intake().giveUp();
        window.cancelAll();
        punctuator = null; // Kafka Streams cancels a closing task's punctuators itself
    }

    @Override
    public OptionalLong firstUnanswered() {
        return frozen.isPresent() ? frozen : task().window().firstOffset();
    }

    @Override
    public boolean inFlight() {
        return task().window().size() > 0;
    }

    private void advance() {
        task().intake().startWhileRoom();
        task().delivery().forwardFinished();
    }

    private boolean mustWait() {
        Window window = task().window();
        return !shared.drain().draining() && (window.hasUnstarted() || window.overfull());
    }

    private void waitForRoom() {
        Window window = task().window();
        Duration most = InferenceLimits.maxWait(
                shared.limits().maxWait(), shared.holds().onThisThread());
        long end = shared.nanoTime().getAsLong() + most.toNanos();
        try {
            while (mustWait() && shared.nanoTime().getAsLong() - end < 0) {
                Work head = window.head();
                if (window.hasUnstarted()) {
                    shared.labeller().awaitRoom(Duration.ofMillis(SLICE_MILLIS));
                } else if (head != null) {
                    head.await(SLICE_MILLIS);
                }
                advance();
                task().delivery().failIfStuck();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the window keeps what it has
        }
    }

    /** Armed only while something is in flight or not committed: each punctuation has Kafka Streams commit. */
    private void armPunctuator() {
        if (punctuator == null && inFlight()) {
            punctuator = task().context().schedule(PUNCTUATION, PunctuationType.WALL_CLOCK_TIME, now -> punctuate());
        }
    }

    private void punctuate() {
        advance();
        task().delivery().failIfStuck();
        if (shared.pace().due()) {
            task().context().commit();
        }
        if (!inFlight() && !shared.pace().uncommitted() && punctuator != null) {
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
