package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As it is used: inside retries and deadlines, in virtual time. */
@Timeout(60)
class CoalescingSourceTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final HandTimer timer = new HandTimer();
    private final HandSource inner = new HandSource();
    private final AtomicInteger shared = new AtomicInteger();
    private final CoalescingSource coalescing = new CoalescingSource(inner, shared::incrementAndGet);
    private final ImageSource source = new DeadlineSource(
            new RetryingSource(coalescing, FetchSettings.defaults(), timer, timer::nanoTime, () -> 1, () -> {}),
            timer,
            timer::nanoTime);

    @Test
    void fetchesThatAreUnderWayTogetherAreOne() {
        CompletableFuture<byte[]> first = fetch("http://a/1", LATER);
        CompletableFuture<byte[]> second = fetch("http://a/1", LATER);

        inner.last().complete(new byte[] {1});

        assertThat(inner.fetches).hasSize(1);
        assertThat(bytes(second)).isSameAs(bytes(first)).containsExactly(1);
        assertThat(shared).hasValue(1);
        assertThat(coalescing.flights()).isZero();
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void whatHasEndedIsFetchedAnew() {
        fetch("http://a/1", LATER);
        inner.last().complete(new byte[] {1});

        CompletableFuture<byte[]> next = fetch("http://a/1", LATER);
        inner.last().complete(new byte[] {2});

        assertThat(inner.fetches).hasSize(2);
        assertThat(bytes(next)).containsExactly(2);
        assertThat(shared).hasValue(0);
    }

    @Test
    void urisThatDifferInACharacterAreFetchedApart() {
        fetch("http://a/1?v=1", LATER);
        fetch("http://a/1?v=2", LATER);

        assertThat(inner.fetches).hasSize(2);
    }

    @Test
    void urisThatAskForTheSameAreOne() {
        fetch("HTTP://a:80/caf\u00e9 1#x", LATER);
        fetch(" http://a/caf%C3%A9%201", LATER);
        fetch("http://a/cafe\u0301%201", LATER);
        fetch("file:/x", LATER);
        fetch("file://localhost/x", LATER);

        assertThat(inner.fetches).hasSize(3);
        assertThat(coalescing.flights()).isEqualTo(3);
    }

    /** Or their failure would be that of a sound one. */
    @Test
    void urisThatAreRefusedAreNotShared() {
        fetch("http://user@a/1", LATER);
        fetch("file:///x#y", LATER);
        fetch("http://a b/1", LATER);

        assertThat(inner.fetches).hasSize(3);
        assertThat(coalescing.flights()).isZero();
    }

    @Test
    void imagesInTheEventItselfAreNotShared() {
        fetch("data:,a", LATER);
        fetch("data:,a", LATER);

        assertThat(inner.fetches).hasSize(2);
        assertThat(coalescing.flights()).isZero();
    }

    @Test
    void oneWhoLeavesTakesNothingFromTheOthers() {
        CompletableFuture<byte[]> first = fetch("http://a/1", LATER);
        CompletableFuture<byte[]> second = fetch("http://a/1", LATER);

        first.cancel(true);
        assertThat(inner.last()).isNotDone();

        inner.last().complete(new byte[] {1});
        assertThat(bytes(second)).containsExactly(1);
    }

    @Test
    void theLastWhoLeavesAbortsTheFetchAndTheNextStartsAnother() {
        CompletableFuture<byte[]> first = fetch("http://a/1", LATER);
        CompletableFuture<byte[]> second = fetch("http://a/1", LATER);

        first.cancel(true);
        second.cancel(true);
        assertThat(inner.last()).isCancelled();
        assertThat(coalescing.flights()).isZero();

        CompletableFuture<byte[]> third = fetch("http://a/1", LATER);
        inner.last().complete(new byte[] {3});
        assertThat(bytes(third)).containsExactly(3);
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void eachHasHisOwnDeadline() {
        CompletableFuture<byte[]> first = fetch("http://a/1", SOON);
        CompletableFuture<byte[]> second = fetch("http://a/1", LATER);

        timer.advance(SOON);
        assertThat(failure(first).rejected().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(second).isNotDone();

        inner.last().complete(new byte[] {1});
        assertThat(bytes(second)).containsExactly(1);
    }

    @Test
    void aFailureIsEverybodysAndEachTriesAgainAsHisDeadlineAllows() {
        CompletableFuture<byte[]> first = fetch("http://a/1", Duration.ofMillis(50));
        CompletableFuture<byte[]> second = fetch("http://a/1", LATER);
        CompletableFuture<byte[]> third = fetch("http://a/1", LATER);

        inner.last().completeExceptionally(ImageException.passing("not now", Duration.ZERO));
        assertThat(failure(first).rejected().detail()).isEqualTo("not now");

        timer.advance(Duration.ofMillis(100));
        assertThat(inner.fetches)
                .as("the retries come together, and are one again")
                .hasSize(2);
        inner.last().complete(new byte[] {1});
        assertThat(bytes(second)).isSameAs(bytes(third));
    }

    @Test
    void closingIsAFailureLikeAnyOther() {
        CompletableFuture<byte[]> fetch = fetch("http://a/1", LATER);

        inner.last().cancel(true);

        assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(coalescing.flights()).isZero();
    }

    @Test
    void anAnswerThatIsThereAtOnceIsNotLost() {
        ImageSource immediate = new CoalescingSource(new Immediate(), () -> {});

        assertThat(bytes(immediate.fetch("http://a/1", new Deadline(0)))).containsExactly(7);
        assertThat(bytes(immediate.fetch("http://a/1", new Deadline(0)))).containsExactly(7);
    }

    /** Joins, answers and leaves at once, from four threads: nobody is forgotten, and nothing is left behind. */
    @Test
    void manyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Racing racing = new Racing(threads);
        CoalescingSource contended = new CoalescingSource(racing, shared::incrementAndGet);
        List<CompletableFuture<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            CompletableFuture<byte[]> fetch = contended.fetch("http://a/" + i % 3, new Deadline(0));
            if (i % 5 == 0) {
                threads.execute(() -> fetch.cancel(true));
            } else {
                all.add(fetch);
            }
        }

        for (CompletableFuture<byte[]> fetch : all) {
            assertThat(bytes(fetch)).containsExactly(7);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(contended.flights()).isZero();
        assertThat(racing.fetches.get() + shared.get()).isEqualTo(20_000);
    }

    private CompletableFuture<byte[]> fetch(String uri, Duration deadline) {
        return source.fetch(uri, Deadline.after(deadline, timer.nanoTime()));
    }

    private static final class Immediate implements ImageSource {

        @Override
        public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
            return CompletableFuture.completedFuture(new byte[] {7});
        }

        @Override
        public void close() {}
    }

    private static final class Racing implements ImageSource {

        private final ExecutorService threads;
        private final AtomicInteger fetches = new AtomicInteger();

        Racing(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
            fetches.incrementAndGet();
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            threads.execute(() -> answer.complete(new byte[] {7}));
            return answer;
        }

        @Override
        public void close() {}
    }
}
