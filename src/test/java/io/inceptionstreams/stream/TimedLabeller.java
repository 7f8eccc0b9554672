package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A labeller whose answers take their time, on real threads, out of order. */
final class TimedLabeller implements Labeller, AutoCloseable {

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final ToLongFunction<ImageReference> millis;
    private final Function<ImageReference, Outcome> answers;
    final AtomicInteger asked = new AtomicInteger();

    TimedLabeller(ToLongFunction<ImageReference> millis, Function<ImageReference, Outcome> answers) {
        this.millis = millis;
        this.answers = answers;
    }

    /** Up to 20 ms each, and labels for everybody. */
    static TimedLabeller quick() {
        return new TimedLabeller(r -> Math.floorMod(r.id().hashCode(), 20), r -> PuppetLabeller.labelled(r.id()));
    }

    @Override
    public Optional<CompletableFuture<Outcome>> offer(
            ImageReference reference, Deadline deadline, CrashMarker attempt) {
        asked.incrementAndGet();
        attempt.begin();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        threads.schedule(
                () -> outcome.complete(answers.apply(reference)), millis.applyAsLong(reference), TimeUnit.MILLISECONDS);
        return Optional.of(outcome);
    }

    @Override
    public void awaitRoom(Duration atMost) {}

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
