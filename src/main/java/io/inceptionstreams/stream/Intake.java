package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a task's window: reads records, and has the {@link Labeller} answer them as far as it has room.
 * Stream thread only; what follows an outcome runs on the thread that made it.
 */
final class Intake {

    private final InferenceProcessor.Shared shared;
    private final TopicPartition source;
    private final Window window;

    Intake(InferenceProcessor.Shared shared, TopicPartition source, Window window) {
        this.shared = shared;
        this.source = source;
        this.window = window;
    }

    /** Adds a record to the window. One that cannot be asked about is answered at once, and waits for its turn. */
    void take(Work work) {
        if (window.size() == 0) {
            shared.journal().forgetBefore(source.partition(), work.offset());
        }
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

    /** Starts records in their order until there is no room for the next. */
    void startWhileRoom() {
        Work next = window.nextUnstarted();
        while (next != null && !shared.drain().draining() && offer(next)) {
            window.removeUnstarted();
            next = window.nextUnstarted();
        }
    }

    /** The partition goes to somebody else, with its suspects. */
    void giveUp() {
        shared.lane().giveUp(this);
    }

    private void rejectAtOnce(Work work, Rejected rejected) {
        Answer answer = shared.answers().of(rejected, work, source);
        work.start(CompletableFuture.completedFuture(answer), Deadline.after(Duration.ZERO, now()));
        shared.drain().started();
        shared.journal().end(source.partition(), work.offset());
    }

    /** After two deaths chance is no explanation any more: the record is tried alone. */
    private boolean offer(Work work) {
        boolean suspect = deaths(work) > 1;
        boolean free =
                suspect ? shared.lane().tryEnterAlone(this) : shared.lane().tryEnter();
        if (!free) {
            return false;
        }
        ImageReference reference = Objects.requireNonNull(work.reference());
        Deadline deadline = Deadline.after(timeFor(reference), now());
        Optional<CompletableFuture<Outcome>> outcome = shared.labeller()
                .offer(reference, deadline, () -> shared.journal().begin(source.partition(), work.offset()));
        if (outcome.isEmpty()) {
            shared.lane().leave();
            return false;
        }
        work.start(outcome.get(), outcome.get().handle((o, e) -> answered(work, o, e)), deadline);
        shared.drain().started();
        return true;
    }

    private Answer answered(Work work, @Nullable Outcome outcome, @Nullable Throwable failure) {
        try {
            if (outcome == null) {
                throw new CompletionException(failure);
            }
            return shared.answers().of(outcome, work, source);
        } finally {
            shared.journal().end(source.partition(), work.offset());
            shared.lane().leave();
        }
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

    private int deaths(Work work) {
        return shared.journal().deaths(source.partition(), work.offset());
    }

    private long now() {
        return shared.nanoTime().getAsLong();
    }
}
