package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The batcher with its threads. */
@Timeout(30)
final class BatcherTest {

    @Test
    void inputsOfManyThreadsShareBatches() throws Exception {
        Gate gate = new Gate("a");
        try (var batcher = batcher(List.of(gate), 8)) {
            var first = batcher.submit(0, Long.MAX_VALUE);
            gate.entered.acquire(); // the device is busy with the first
            CyclicBarrier together = new CyclicBarrier(8);
            List<CompletableFuture<BatchedOutput<Integer>>> rest = IntStream.rangeClosed(1, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                                    () -> {
                                        try {
                                            together.await();
                                            return batcher.submit(i, Long.MAX_VALUE);
                                        } catch (Exception e) {
                                            throw new IllegalStateException(e);
                                        }
                                    },
                                    task -> new Thread(task).start())
                            .thenCompose(future -> future))
                    .toList();
            while (batcher.queued() < 8) {
                Thread.onSpinWait();
            }
            gate.open.countDown();

            assertThat(first.join().size()).isEqualTo(1);
            assertThat(rest).extracting(f -> f.join().size()).containsOnly(8);
            assertThat(rest).extracting(f -> f.join().output()).containsExactly(10, 20, 30, 40, 50, 60, 70, 80);
        }
    }

    @Test
    void eachDeviceTakesItsShare() throws Exception {
        Gate a = new Gate("a");
        Gate b = new Gate("b");
        try (var batcher = batcher(List.of(a, b), 1)) {
            var first = batcher.submit(1, Long.MAX_VALUE);
            var second = batcher.submit(2, Long.MAX_VALUE);
            a.entered.acquire();
            b.entered.acquire(); // both work at the same time
            a.open.countDown();
            b.open.countDown();

            assertThat(List.of(first.join().device(), second.join().device())).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void aDeviceOfTwoCallsHasTheNextFullBatchBeforeItHasAnsweredTheFirst() throws Exception {
        Gate gate = new Gate("a", 2);
        try (var batcher = batcher(List.of(gate), 2)) {
            var first = batcher.submit(1, Long.MAX_VALUE);
            gate.entered.acquire();
            var second = batcher.submit(2, Long.MAX_VALUE);
            assertThat(batcher.queued())
                    .as("half a batch waits for the device to be idle")
                    .isEqualTo(1);
            var third = batcher.submit(3, Long.MAX_VALUE);
            gate.entered.acquire(); // both calls are under way
            gate.open.countDown();

            assertThat(first.join().size()).isEqualTo(1);
            assertThat(second.join().size()).isEqualTo(2);
            assertThat(third.join().output()).isEqualTo(30);
        }
    }

    @Test
    void whatIsLessThanABatchLeavesWhenTheDeviceIsIdleAgain() throws Exception {
        Gate gate = new Gate("a", 2);
        try (var batcher = batcher(List.of(gate), 4)) {
            var first = batcher.submit(1, Long.MAX_VALUE);
            gate.entered.acquire();
            var second = batcher.submit(2, Long.MAX_VALUE);
            var third = batcher.submit(3, Long.MAX_VALUE);
            gate.open.countDown();

            assertThat(first.join().size()).isEqualTo(1);
            assertThat(second.join().size()).isEqualTo(2);
            assertThat(third.join().size()).isEqualTo(2);
        }
    }

    @Test
    void withALatencyTargetADeviceHasOneCall() throws Exception {
        Gate gate = new Gate("a", 2);
        BatchSettings settings = new BatchSettings(
                1, Duration.ZERO, 16, true, BatchPolicy.ADAPTIVE, Duration.ofSeconds(20), BatchSizes.ANY);
        try (var batcher = batcher(List.of(gate), settings)) {
            var first = batcher.submit(1, Long.MAX_VALUE);
            var second = batcher.submit(2, Long.MAX_VALUE);
            gate.entered.acquire();
            assertThat(batcher.queued()).isEqualTo(1);
            gate.open.countDown();

            assertThat(List.of(first.join().output(), second.join().output())).containsExactly(10, 20);
            assertThat(gate.mostTogether).hasValue(1);
        }
    }

    @Test
    void closingWaitsForTheCallThatIsUnderWay() throws Exception {
        Gate gate = new Gate("a");
        var batcher = batcher(List.of(gate), 1);
        var underWay = batcher.submit(1, Long.MAX_VALUE);
        gate.entered.acquire();
        var queued = batcher.submit(2, Long.MAX_VALUE);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(batcher::close);
        queued.exceptionally(e -> null).join();
        assertThat(closed).isNotDone();
        gate.open.countDown();
        closed.join();

        assertThat(underWay.join().output()).isEqualTo(10);
        assertThat(queued).isCancelled();
    }

    @Test
    void brokenDeviceIsReportedAndItsInputsStayUnanswered() throws Exception {
        Gate broken = new Gate("a");
        broken.open.countDown();
        broken.broken = true;
        try (var batcher = batcher(List.of(broken), 4)) {
            var unanswered = batcher.submit(1, Long.MAX_VALUE);
            while (batcher.failure().isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(batcher.failure().orElseThrow()).hasMessageContaining("known to be good");
            assertThat(unanswered).isNotDone();
        }
    }

    private static Batcher<Integer, Integer> batcher(List<Gate> devices, int maxSize) {
        return batcher(devices, new BatchSettings(maxSize, Duration.ZERO, 16, true));
    }

    private static Batcher<Integer, Integer> batcher(List<Gate> devices, BatchSettings settings) {
        return new Batcher<>(settings, new ArrayList<>(devices), Runnable::run, BatchObserver.NONE, System::nanoTime);
    }

    /** A device that answers when it is told to. */
    private static final class Gate implements Device<Integer, Integer> {

        private final String name;
        private final int calls;
        private final AtomicInteger together = new AtomicInteger();
        private final AtomicInteger mostTogether = new AtomicInteger();
        private final Semaphore entered = new Semaphore(0);
        private final CountDownLatch open = new CountDownLatch(1);
        private volatile boolean broken;

        Gate(String name) {
            this(name, 1);
        }

        Gate(String name, int calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public int calls() {
            return calls;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Integer> run(List<Integer> inputs) throws InterruptedException {
            mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
            entered.release();
            open.await();
            probe();
            together.decrementAndGet();
            return inputs.stream().map(i -> i * 10).toList();
        }

        @Override
        public void probe() {
            if (broken) {
                throw new IllegalStateException("out of order");
            }
        }
    }
}
