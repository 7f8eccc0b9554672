package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What answers references: everything behind the stream. Thread-safe; shared by all tasks of the process. */
public interface Labeller {

    /**
     * Takes a reference when there is room for one more. Never blocks, and throws nothing but what a defect throws.
     *
     * @param attempt told before the process is put at risk
     * @param deadline by when the outcome is wanted; the labeller answers with a rejection soon after it has passed
     * @return the outcome to come, which completes exceptionally only by its own cancellation, which ends the work, and
     *     with what a defect threw; empty when there is no room now
     */
    Optional<CompletableFuture<Outcome>> offer(ImageReference reference, Deadline deadline, CrashMarker attempt);

    /** Returns when there may be room again, or after {@code atMost}. */
    void awaitRoom(Duration atMost) throws InterruptedException;

    /** Why no outcome is to be expected any more, of this reference or another: the device broke. */
    Optional<Throwable> failure();
}
