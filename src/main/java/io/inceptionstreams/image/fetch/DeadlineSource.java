package io.inceptionstreams.image.fetch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Ends every fetch at its deadline, whatever the inner source does. A client's own timeouts do not: they start again with
 * each byte, so a source that drips is never late.
 */
final class DeadlineSource implements ImageSource {

    private final ImageSource inner;
    private final Timer timer;
    private final LongSupplier nanoTime;

    DeadlineSource(ImageSource inner, Timer timer, LongSupplier nanoTime) {
        this.inner = inner;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        long now = nanoTime.getAsLong();
        if (deadline.passed(now)) {
            return CompletableFuture.failedFuture(expired(uri));
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Future<?> alarm;
        try {
            alarm = timer.schedule(
                    () -> answer.completeExceptionally(expired(uri)),
                    deadline.remaining(now).toNanos(),
                    NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    ImageException.permanent(Reason.SOURCE_FAILED, "the timer is shut down", e));
        }
        Futures.abort(alarm, answer);
        Futures.relay(inner.fetch(uri, deadline), answer);
        return answer;
    }

    private static ImageException expired(String uri) {
        return ImageException.permanent(
                Reason.DEADLINE_EXCEEDED, "the deadline passed while fetching " + Uri.shown(uri));
    }

    @Override
    public Optional<String> problem() {
        return inner.problem();
    }

    @Override
    public void close() {
        inner.close();
    }
}
