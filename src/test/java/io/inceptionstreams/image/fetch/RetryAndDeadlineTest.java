package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** In virtual time: nothing here waits. */
class RetryAndDeadlineTest {

    private final HandTimer timer = new HandTimer();
    private final HandSource inner = new HandSource();
    private double random = 1;

    private final ImageSource source = new DeadlineSource(
            new RetryingSource(inner, FetchSettings.defaults(), timer, timer::nanoTime, () -> random, () -> {}),
            timer,
            timer::nanoTime);

    @Test
    void succeedsAtTheFirstAttemptAndLeavesNoTimerBehind() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        inner.last().complete(new byte[] {1});

        assertThat(Failures.bytes(fetch)).containsExactly(1);
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void triesATransientFailureAgainAfterABackoffThatDoubles() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        failTransiently(Duration.ZERO);
        timer.advance(Duration.ofMillis(99));
        assertThat(inner.fetches).hasSize(1);
        timer.advance(Duration.ofMillis(1));
        assertThat(inner.fetches).hasSize(2);

        failTransiently(Duration.ZERO);
        timer.advance(Duration.ofMillis(199));
        assertThat(inner.fetches).hasSize(2);
        timer.advance(Duration.ofMillis(1));
        assertThat(inner.fetches).hasSize(3);

        failTransiently(Duration.ZERO);
        assertThat(failure(fetch).rejected().detail()).isEqualTo("not now (3 attempts)");
        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void theBackoffIsRandomBelowItsCeiling() {
        random = 0.25;
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        failTransiently(Duration.ZERO);
        timer.advance(Duration.ofMillis(25));

        assertThat(inner.fetches).hasSize(2);
        assertThat(fetch).isNotDone();
    }

    @Test
    void waitsAsLongAsTheSourceAsks() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        failTransiently(Duration.ofSeconds(7));
        timer.advance(Duration.ofMillis(6_999));
        assertThat(inner.fetches).hasSize(1);

        timer.advance(Duration.ofMillis(1));
        assertThat(inner.fetches).hasSize(2);
        assertThat(fetch).isNotDone();
    }

    @Test
    void failsAtOnceWhenTheNextAttemptWouldBeTooLate() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(5));

        failTransiently(Duration.ofSeconds(5));

        assertThat(failure(fetch).rejected().detail()).isEqualTo("not now");
    }

    @Test
    void doesNotRepeatAPermanentFailure() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        inner.last().completeExceptionally(ImageException.permanent(Reason.SOURCE_NOT_FOUND, "gone"));

        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.SOURCE_NOT_FOUND);
        assertThat(inner.fetches).hasSize(1);
    }

    @Test
    void reportsASourcesOwnFaultAsAnImageException() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        inner.last().completeExceptionally(new IllegalStateException("a bug"));

        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure(fetch)).hasRootCauseMessage("a bug");
    }

    @Test
    void endsAtTheDeadlineAndAbortsTheAttempt() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(2));

        timer.advance(Duration.ofMillis(1_999));
        assertThat(fetch).isNotDone();
        timer.advance(Duration.ofMillis(1));

        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(failure(fetch).isTransient()).isFalse();
        assertThat(inner.last()).isCancelled();
    }

    @Test
    void startsNothingAfterTheDeadline() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ZERO);

        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(inner.fetches).isEmpty();
    }

    @Test
    void cancellingAbortsTheAttempt() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));

        fetch.cancel(true);

        assertThat(inner.last()).isCancelled();
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void cancellingBetweenAttemptsStopsTheRetry() {
        CompletableFuture<byte[]> fetch = fetch(Duration.ofSeconds(10));
        failTransiently(Duration.ZERO);

        fetch.cancel(true);
        timer.advance(Duration.ofSeconds(20));

        assertThat(inner.fetches).hasSize(1);
        assertThat(timer.scheduled()).isZero();
    }

    private CompletableFuture<byte[]> fetch(Duration deadline) {
        return source.fetch("test:image", Deadline.after(deadline, timer.nanoTime()));
    }

    private void failTransiently(Duration notBefore) {
        inner.last().completeExceptionally(ImageException.passing("not now", notBefore));
    }
}
