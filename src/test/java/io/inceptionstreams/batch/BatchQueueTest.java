package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The rule by which a batch leaves, in virtual time. */
final class BatchQueueTest {

    private static final Duration MAX_DELAY = Duration.ofMillis(10);

    private final RunTimes times = new RunTimes(4);

    private long now;

    @Test
    void fullBatchLeavesAtOnce() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        put(queue, 1, 2, 3, 4, 5);

        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(1, 2, 3, 4);
        assertThat(queue.takeIfDue(times, 4, 1)).isEmpty();
    }

    @Test
    void partOfABatchLeavesWhenItsOldestInputHasWaitedMaxDelay() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        put(queue, 1);
        advance(Duration.ofMillis(6));
        put(queue, 2);

        assertThat(queue.nanosUntilDue(times, 4, 1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(4));
        advance(Duration.ofNanos(3_999_999));
        assertThat(queue.takeIfDue(times, 4, 1)).isEmpty();
        advance(Duration.ofNanos(1));
        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(1, 2);
    }

    @Test
    void eagerQueueGivesAnIdleDeviceWhatThereIs() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        put(queue, 1);

        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(1);
    }

    @Test
    void nothingIsDueWhenNothingWaits() {
        BatchQueue<Integer, String> queue = queue(true);

        assertThat(queue.nanosUntilDue(times, 4, 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void expiredInputTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<Batched<String>> late = new CompletableFuture<>();
        queue.put(new Item<>(1, now, now + 1_000, late));
        advance(Duration.ofNanos(1_000));
        put(queue, 2);

        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(2);
        assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void inputThatNoRunWasEverShortEnoughForTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        times.add(4, 2_000);
        times.add(1, 1_000);
        CompletableFuture<Batched<String>> late = new CompletableFuture<>();
        CompletableFuture<Batched<String>> justInTime = new CompletableFuture<>();
        queue.put(new Item<>(1, now, now + 1_000, late));
        queue.put(new Item<>(2, now, now + 1_001, justInTime));

        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(2);
        assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(justInTime).isNotDone();
    }

    @Test
    void cancelledInputTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<Batched<String>> unwanted = new CompletableFuture<>();
        queue.put(new Item<>(1, now, Long.MAX_VALUE, unwanted));
        put(queue, 2);
        unwanted.cancel(false);

        assertThat(inputs(queue.takeIfDue(times, 4, 1))).containsExactly(2);
    }

    @Test
    void closingCancelsWhatWaitsAndWhatComes() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<Batched<String>> waiting = new CompletableFuture<>();
        CompletableFuture<Batched<String>> coming = new CompletableFuture<>();
        queue.put(new Item<>(1, now, Long.MAX_VALUE, waiting));

        queue.close();
        queue.put(new Item<>(2, now, Long.MAX_VALUE, coming));

        assertThat(waiting).isCancelled();
        assertThat(coming).isCompletedExceptionally();
        assertThat(queue.take(new DeviceLoad(4, () -> now)).items()).isEmpty();
    }

    @Test
    void fullQueueMakesSubmittersWait() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        put(queue, 1, 2, 3, 4, 5, 6, 7, 8);
        CompletableFuture<Void> ninth = CompletableFuture.runAsync(() -> putQuietly(queue, 9));

        assertThat(ninth).isNotDone();
        assertThat(queue.size()).isEqualTo(8);

        queue.takeIfDue(times, 4, 1);
        ninth.join();
        assertThat(queue.size()).isEqualTo(5);
    }

    @Property(tries = 200)
    void everyInputLeavesOnceAndInOrder(@ForAll @Size(min = 1, max = 8) List<@IntRange(max = 20) Integer> delaysMillis)
            throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < delaysMillis.size(); i++) {
            put(queue, i);
            advance(Duration.ofMillis(delaysMillis.get(i)));
            List<Integer> batch = inputs(queue.takeIfDue(times, 4, 1));
            assertThat(batch).hasSizeLessThanOrEqualTo(4);
            left.addAll(batch);
        }
        advance(MAX_DELAY);
        left.addAll(inputs(queue.takeIfDue(times, 4, 1)));
        left.addAll(inputs(queue.takeIfDue(times, 4, 1)));

        assertThat(left)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, delaysMillis.size())
                        .boxed()
                        .toList());
    }

    private BatchQueue<Integer, String> queue(boolean eager) {
        return new BatchQueue<>(8, new FixedRule(new BatchSettings(4, MAX_DELAY, 8, eager)), () -> now);
    }

    private void put(BatchQueue<Integer, String> queue, int... inputs) throws InterruptedException {
        for (int input : inputs) {
            queue.put(new Item<>(input, now, Long.MAX_VALUE, new CompletableFuture<>()));
        }
    }

    private void putQuietly(BatchQueue<Integer, String> queue, int input) {
        try {
            put(queue, input);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void advance(Duration by) {
        now += by.toNanos();
    }

    private static List<Integer> inputs(List<Item<Integer, String>> batch) {
        return batch.stream().map(Item::input).toList();
    }
}
