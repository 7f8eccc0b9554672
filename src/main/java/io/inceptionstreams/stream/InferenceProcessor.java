package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task's part of the work: takes the records of its partition, has each answered by the {@link Labeller}, and
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
    private @Nullable ProcessorContext<byte[], Answer> context;
    private TopicPartition source = new TopicPartition("", -1);
    private Window window = new Window(1, 1);
    private OptionalLong frozen = OptionalLong.empty();
    private @Nullable Cancellable punctuator;
    private long unwritableSinceNanos;

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
            StreamObserver observer,
            Limits limits,
            Drain drain,
            AttemptJournal journal,
            Lane lane,
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

    InferenceProcessor(Shared shared) {
        this.shared = shared;
    }

    /** Also called again on the same instance after {@link #close}, when a task is resumed or revived. */
    @Override
    public void init(ProcessorContext<byte[], Answer> newContext) {
        context = newContext;
        source = new TopicPartition(shared.topic(), newContext.taskId().partition());
        window = new Window(shared.limits().windowRecords(), shared.limits().windowBytes());
        frozen = OptionalLong.empty();
        punctuator = null;
        unwritableSinceNanos = 0;
        shared.holds().set(source, this);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long offset = context().recordMetadata().orElseThrow().offset();
        if (window.size() == 0) {
            shared.journal().forgetBefore(source.partition(), offset);
        }
        if (!window.hasSeen(offset)) { // Kafka Streams may hand the same record in again after an error
            take(new Work(record, offset));
        }
        advance();
        waitWhileOverfull();
        armPunctuator();
    }

    /** What is unanswered is given up: the next owner of the partition reads it again. */
    @Override
    public void close() {
        frozen = window.firstOffset();
        shared.observer().abandoned(window.size());
        shared.drain().ended(window.started());
        shared.lane().giveUp(this);
        window.cancelAll();
        punctuator = null; // Kafka Streams cancels a closing task's punctuators itself
    }

    @Override
    public OptionalLong firstUnanswered() {
        return frozen.isPresent() ? frozen : window.firstOffset();
    }

    @Override
    public boolean inFlight() {
        return window.size() > 0;
    }

    private void take(Work work) {
        shared.observer().received();
        try {
            work.asksFor(shared.reader().read(work.value()));
        } catch (InvalidEventException e) {
            rejectAtOnce(work, new Rejected(Reason.EVENT_INVALID, Objects.requireNonNull(e.getMessage())));
        }
        int deaths = deaths(work);
        if (!work.started() && deaths >= shared.limits().maxAttempts()) {
            rejectAtOnce(
                    work,
                    new Rejected(
                            Reason.ATTEMPTS_EXHAUSTED,
                            deaths + " attempts ended with the death of the process (stream.max-attempts)"));
        }
        window.add(work);
    }

    private void rejectAtOnce(Work work, Rejected rejected) {
        start(work, CompletableFuture.completedFuture(shared.answers().of(rejected, work, source)), Duration.ZERO);
        shared.journal().end(source.partition(), work.offset());
    }

    private int deaths(Work work) {
        return shared.journal().deaths(source.partition(), work.offset());
    }

    private void advance() {
        startWhileRoom();
        forwardFinished();
    }

    private void startWhileRoom() {
        Work next = window.nextUnstarted();
        while (next != null && !shared.drain().draining() && offer(next)) {
            window.removeUnstarted();
            next = window.nextUnstarted();
        }
    }

    /** After two deaths chance is no explanation any more: the record is tried alone. */
    private boolean offer(Work work) {
        boolean suspect = deaths(work) > 1;
        boolean free =
                suspect ? shared.lane().tryEnterAlone(this) : shared.lane().tryEnter();
        if (!free) {
            return false;
        }
        int partition = source.partition();
        ImageReference reference = Objects.requireNonNull(work.reference());
        Duration time = timeFor(reference);
        Optional<CompletableFuture<Outcome>> outcome = shared.labeller()
                .offer(
                        reference,
                        Deadline.after(time, shared.nanoTime().getAsLong()),
                        () -> shared.journal().begin(partition, work.offset()));
        if (outcome.isEmpty()) {
            shared.lane().leave();
            return false;
        }
        outcome.get().whenComplete((o, e) -> {
            shared.journal().end(partition, work.offset());
            shared.lane().leave();
        });
        start(work, encoded(outcome.get(), work), time);
        return true;
    }

    private void start(Work work, CompletableFuture<Answer> answer, Duration time) {
        work.start(answer, Deadline.after(time, shared.nanoTime().getAsLong()));
        shared.drain().started();
    }

    /** Encoded on the thread that completes the outcome. Cancelling the answer cancels the outcome, and so the work. */
    private CompletableFuture<Answer> encoded(CompletableFuture<Outcome> outcome, Work work) {
        TopicPartition from = source;
        CompletableFuture<Answer> answer =
                outcome.thenApply(o -> shared.answers().of(o, work, from));
        answer.whenComplete((a, e) -> {
            if (answer.isCancelled()) {
                outcome.cancel(false);
            }
        });
        return answer;
    }

    private Duration timeFor(ImageReference reference) {
        Duration most = shared.limits().deadline();
        Instant own = reference.deadline();
        if (own == null) {
            return most;
        }
        Duration left = Duration.between(shared.wallClock().instant(), own);
        return left.compareTo(most) < 0 ? left : most;
    }

    private void forwardFinished() {
        Work head = window.head();
        while (head != null && head.done() && !shared.drain().ended()) {
            if (!forward(head)) {
                return;
            }
            window.removeHead();
            head = window.head();
        }
        if (head != null) {
            failIfStuck(head);
        }
    }

    /**
     * Forwards an answer. Kafka's own {@link TimeoutException} must not leave the processor, for Kafka Streams would
     * hand the current record in again, which need not be this one: the answer stays first, and is tried again.
     */
    private boolean forward(Work work) {
        Answer answer = work.answer();
        try {
            context().forward(work.toRecord(), answer.rejected() == null ? LABELS : DEAD_LETTERS);
        } catch (TimeoutException e) {
            long now = shared.nanoTime().getAsLong();
            if (unwritableSinceNanos == 0) {
                unwritableSinceNanos = now;
            } else if (now - unwritableSinceNanos > shared.limits().stuck().toNanos()) {
                throw new StuckException(
                        "answers of " + source + " could not be written for stream.stuck="
                                + shared.limits().stuck(),
                        e);
            }
            return false;
        }
        unwritableSinceNanos = 0;
        shared.drain().ended(1);
        if (answer.rejected() == null) {
            shared.observer().labelled();
        } else {
            shared.observer().deadLettered(answer.rejected().reason());
        }
        return true;
    }

    private void failIfStuck(Work head) {
        Optional<Throwable> failure = shared.labeller().failure();
        if (failure.isPresent()) {
            throw new LabellerFailedException("the device failed; nothing more can be labelled", failure.get());
        }
        if (head.overdueBy(shared.limits().stuck().toNanos(), shared.nanoTime().getAsLong())) {
            throw new StuckException(
                    "the record at " + source + " offset " + head.offset() + " has no answer stream.stuck="
                            + shared.limits().stuck() + " after its deadline",
                    null);
        }
    }

    private void waitWhileOverfull() {
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
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the window keeps what it has
        }
    }

    private boolean mustWait() {
        return !shared.drain().draining() && (window.hasUnstarted() || window.overfull());
    }

    /** Armed only while something is in flight: each punctuation asks for a commit. */
    private void armPunctuator() {
        if (punctuator == null && window.size() > 0) {
            punctuator = context().schedule(PUNCTUATION, PunctuationType.WALL_CLOCK_TIME, now -> punctuate());
        }
    }

    private void punctuate() {
        advance();
        if (window.size() == 0 && punctuator != null) {
            punctuator.cancel();
            punctuator = null;
        }
    }

    private ProcessorContext<byte[], Answer> context() {
        if (context == null) {
            throw new IllegalStateException("init() comes first");
        }
        return context;
    }
}
