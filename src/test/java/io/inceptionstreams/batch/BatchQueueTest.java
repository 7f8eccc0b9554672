package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.testing.RandomCases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The rule by which a batch leaves, in virtual time. */
final class BatchQueueTest {

    private static final Duration MAX_DELAY = Duration.ofMillis(10);

    private final DeviceState device = new DeviceState(4, this::now);

    private long now;

    @Test
    void fullBatchLeavesAtOnce() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        put(queue, 1, 2, 3, 4, 5);

        assertThat(inputs(due(queue))).containsExactly(1, 2, 3, 4);
        assertThat(due(queue)).isEmpty();
    }

    @Test
    void partOfABatchLeavesWhenItsOldestInputHasWaitedMaxDelay() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        put(queue, 1);
        advance(Duration.ofMillis(6));
        put(queue, 2);

        assertThat(queue.poll(device, now).waitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(4));
        advance(Duration.ofNanos(3_999_999));
        assertThat(due(queue)).isEmpty();
        advance(Duration.ofNanos(1));
        assertThat(inputs(due(queue))).containsExactly(1, 2);
    }

    @Test
    void eagerQueueGivesAnIdleDeviceWhatThereIs() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        put(queue, 1);

        assertThat(inputs(due(queue))).containsExactly(1);
    }

    @Test
    void nothingIsDueWhenNothingWaits() {
        BatchQueue<Integer, String> queue = queue(true);

        assertThat(queue.poll(device, now).waitNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void expiredInputTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<BatchedOutput<String>> late = new CompletableFuture<>();
        queue.put(new PendingInput<>(1, now, now + 1_000, late));
        advance(Duration.ofNanos(1_000));
        put(queue, 2);

        assertThat(inputs(due(queue))).containsExactly(2);
        assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void inputThatNoRunWasEverShortEnoughForTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        device.latencies.add(4, 2_000);
        device.latencies.add(1, 1_000);
        CompletableFuture<BatchedOutput<String>> late = new CompletableFuture<>();
        CompletableFuture<BatchedOutput<String>> justInTime = new CompletableFuture<>();
        queue.put(new PendingInput<>(1, now, now + 1_000, late));
        queue.put(new PendingInput<>(2, now, now + 1_001, justInTime));

        assertThat(inputs(due(queue))).containsExactly(2);
        assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(justInTime).isNotDone();
    }

    @Test
    void cancelledInputTakesNoPlaceInABatch() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<BatchedOutput<String>> unwanted = new CompletableFuture<>();
        queue.put(new PendingInput<>(1, now, Long.MAX_VALUE, unwanted));
        put(queue, 2);
        unwanted.cancel(false);

        assertThat(inputs(due(queue))).containsExactly(2);
    }

    @Test
    void closingCancelsWhatWaitsAndWhatComes() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        CompletableFuture<BatchedOutput<String>> queued = new CompletableFuture<>();
        CompletableFuture<BatchedOutput<String>> coming = new CompletableFuture<>();
        queue.put(new PendingInput<>(1, now, Long.MAX_VALUE, queued));

        queue.close();
        queue.put(new PendingInput<>(2, now, Long.MAX_VALUE, coming));

        assertThat(queued).isCancelled();
        assertThat(coming).isCompletedExceptionally();
        assertThat(queue.take(new DeviceState(4, () -> now)).items()).isEmpty();
    }

    @Test
    void fullQueueMakesSubmittersWait() throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(true);
        put(queue, 1, 2, 3, 4, 5, 6, 7, 8);
        CompletableFuture<Void> ninth = CompletableFuture.runAsync(() -> putQuietly(queue, 9));

        assertThat(ninth).isNotDone();
        assertThat(queue.size()).isEqualTo(8);

        due(queue);
        ninth.join();
        assertThat(queue.size()).isEqualTo(5);
    }

    @Test
    void everyInputLeavesOnceAndInOrder() {
        RandomCases.check(
                200, random -> everyInputLeavesOnceAndInOrder(random.list(1, 8, () -> random.intBetween(0, 20))));
    }

    private void everyInputLeavesOnceAndInOrder(List<Integer> delaysMillis) throws InterruptedException {
        BatchQueue<Integer, String> queue = queue(false);
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < delaysMillis.size(); i++) {
            put(queue, i);
            advance(Duration.ofMillis(delaysMillis.get(i)));
            List<Integer> batch = inputs(due(queue));
            assertThat(batch).hasSizeLessThanOrEqualTo(4);
            left.addAll(batch);
        }
        advance(MAX_DELAY);
        left.addAll(inputs(due(queue)));
        left.addAll(inputs(due(queue)));

        assertThat(left)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, delaysMillis.size())
                        .boxed()
                        .toList());
    }

    private BatchQueue<Integer, String> queue(boolean eager) {
        return new BatchQueue<>(8, new FixedRule(new BatchSettings(4, MAX_DELAY, 8, eager)), () -> now);
    }

    /** What an idle device gets, and has done at once. */
    private List<PendingInput<Integer, String>> due(BatchQueue<Integer, String> queue) {
        BatchQueue.Polled<Integer, String> polled = queue.poll(device, now);
        polled.expire();
        if (!polled.items().isEmpty()) {
            queue.answered(device);
        }
        return polled.items();
    }

    private long now() {
        return now;
    }

    private void put(BatchQueue<Integer, String> queue, int... inputs) throws InterruptedException {
        for (int input : inputs) {
            queue.put(new PendingInput<>(input, now, Long.MAX_VALUE, new CompletableFuture<>()));
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

    private static List<Integer> inputs(List<PendingInput<Integer, String>> batch) {
        return batch.stream().map(PendingInput::input).toList();
    }
}
