package io.inceptionstreams.image.fetch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.ImageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tries transient failures again, inside the deadline. The wait is on the timer: no thread sleeps, and a waiting fetch
 * holds no connection. It is random between zero and a ceiling that doubles ("full jitter"), so that events which failed
 * together do not come back together; a source that names a longer wait ({@code Retry-After}) gets it.
 *
 * <p>An attempt at which the source was not asked ({@link BreakerExchange}) does not count: such a fetch waits for the
 * source until its deadline.
 *
 * <p>When the next attempt could only start after the deadline, the failure is reported at once: it says more than "too
 * late" would.
 */
final class RetryingSource implements ImageSource {

    private final ImageSource inner;
    private final FetchSettings settings;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final Runnable onRetry;

    /**
     * @param random gives numbers in [0, 1)
     * @param onRetry run before each attempt but the first
     */
    RetryingSource(
            ImageSource inner,
            FetchSettings settings,
            Timer timer,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Runnable onRetry) {
        this.inner = inner;
        this.settings = settings;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.random = random;
        this.onRetry = onRetry;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        attempt(1, uri, deadline, answer);
        return answer;
    }

    private void attempt(int number, String uri, Deadline deadline, CompletableFuture<byte[]> answer) {
        if (answer.isDone()) {
            return;
        }
        CompletableFuture<byte[]> work = inner.fetch(uri, deadline);
        Futures.onEnd(work, (bytes, failure) -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                failed(ImageException.of(failure), number, uri, deadline, answer);
            }
        });
        Futures.abort(work, answer);
    }

    private void retry(int number, String uri, Deadline deadline, CompletableFuture<byte[]> answer) {
        onRetry.run();
        attempt(number, uri, deadline, answer);
    }

    private void failed(
            ImageException failure, int number, String uri, Deadline deadline, CompletableFuture<byte[]> answer) {
        Duration wait = waitAfter(number, failure);
        boolean inTime = wait.compareTo(deadline.remaining(nanoTime.getAsLong())) < 0;
        boolean last = failure.isAsked() && number >= settings.attempts();
        if (!failure.isTransient() || last || !inTime) {
            answer.completeExceptionally(failure.afterAttempts(number));
            return;
        }
        int following = failure.isAsked() ? number + 1 : number;
        try {
            var next = timer.schedule(() -> retry(following, uri, deadline, answer), wait.toNanos(), NANOSECONDS);
            Futures.abort(next, answer);
        } catch (RejectedExecutionException e) {
            failure.addSuppressed(e);
            answer.completeExceptionally(failure.afterAttempts(number));
        }
    }

    private Duration waitAfter(int number, ImageException failure) {
        double ceiling = Math.min(
                (double) settings.maxBackoff().toNanos(), settings.backoff().toNanos() * Math.pow(2, number - 1));
        Duration jittered = Duration.ofNanos((long) (ceiling * random.getAsDouble()));
        return jittered.compareTo(failure.notBefore()) < 0 ? failure.notBefore() : jittered;
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
