package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.testing.RandomCases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens to a batch that fails. The worker's thread is not started: tests hand it batches. */
final class DeviceWorkerTest {

    private static final int MAX = 16;

    private final Puppet device = new Puppet();
    private final List<Integer> limits = new ArrayList<>();
    private final DeviceWorker<Integer, String> worker = new DeviceWorker<>(
            new BatchQueue<>(MAX, new FixedRule(new BatchSettings(MAX, Duration.ZERO, MAX, true)), () -> 0),
            device,
            new DeviceState(MAX, () -> 0),
            BatchSizes.ANY,
            new LimitObserver(),
            Runnable::run,
            () -> 0);

    @Test
    void batchIsAnsweredInOrder() throws DeviceBrokenException {
        List<PendingInput<Integer, String>> batch = batch(3);

        worker.answer(batch);

        assertThat(batch).extracting(i -> i.future().join().output()).containsExactly("0", "1", "2");
        assertThat(batch).extracting(i -> i.future().join().size()).containsOnly(3);
    }

    @Test
    void onlyTheInputAtFaultIsBlamed() throws DeviceBrokenException {
        device.poison = Set.of(5);
        List<PendingInput<Integer, String>> batch = batch(16);

        worker.answer(batch);

        assertThatThrownBy(batch.get(5).future()::join).hasRootCauseMessage("cannot stomach 5");
        for (int i = 0; i < 16; i++) {
            if (i != 5) {
                assertThat(batch.get(i).future().join().output()).isEqualTo(String.valueOf(i));
            }
        }
        // 16, 8, 4, 2, 1 and the healthy halves between: two calls a level
        assertThat(device.calls).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void exactlyThePoisonIsBlamed() {
        RandomCases.check(
                100, random -> exactlyIsBlamed(Set.copyOf(random.list(0, 16, () -> random.intBetween(0, 15)))));
    }

    private void exactlyIsBlamed(Set<Integer> poison) throws DeviceBrokenException {
        device.poison = poison;
        List<PendingInput<Integer, String>> batch = batch(16);

        worker.answer(batch);

        for (PendingInput<Integer, String> item : batch) {
            assertThat(item.future().isCompletedExceptionally()).isEqualTo(poison.contains(item.input()));
        }
    }

    @Test
    void nobodyIsBlamedWhenTheDeviceFailsOnAKnownGoodInput() {
        device.poison = Set.of(0, 1, 2, 3);
        device.broken = true;
        List<PendingInput<Integer, String>> batch = batch(4);

        assertThatThrownBy(() -> worker.answer(batch))
                .isInstanceOf(DeviceBrokenException.class)
                .hasMessage("puppet fails on an input that is known to be good");
        assertThat(batch).noneMatch(item -> item.future().isDone());
    }

    @Test
    void tooLittleMemoryHalvesTheBatches() throws DeviceBrokenException {
        device.memory = 5;
        List<PendingInput<Integer, String>> batch = batch(16);

        worker.answer(batch);

        assertThat(batch)
                .allMatch(item -> item.future().isDone() && !item.future().isCompletedExceptionally());
        assertThat(limits).containsExactly(8, 4);
        assertThat(device.calls).containsExactly(16, 8, 4, 4, 4, 4);
    }

    @Test
    void batchesGrowAgainAfterManyWithoutAComplaint() throws DeviceBrokenException {
        device.memory = 8;
        worker.answer(batch(16));
        device.memory = MAX;
        limits.clear();

        for (int i = 0; i < DeviceWorker.GROW_AFTER; i++) {
            worker.answer(batch(8));
        }

        assertThat(limits).containsExactly(16);
    }

    @Test
    void deviceThatAnswersTooFewIsBroken() {
        device.forgetful = true;

        assertThatThrownBy(() -> worker.answer(batch(3)))
                .isInstanceOf(DeviceBrokenException.class)
                .hasMessage("puppet answered 2 of 3 inputs");
    }

    private static List<PendingInput<Integer, String>> batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new PendingInput<Integer, String>(i, 0, Long.MAX_VALUE, new CompletableFuture<>()))
                .toList();
    }

    private static final class Puppet implements Device<Integer, String> {

        private Set<Integer> poison = Set.of();
        private int memory = MAX;
        private boolean broken;
        private boolean forgetful;
        private final List<Integer> calls = new ArrayList<>();

        @Override
        public String name() {
            return "puppet";
        }

        @Override
        public List<String> run(List<Integer> inputs) throws DeviceMemoryException {
            calls.add(inputs.size());
            if (inputs.size() > memory) {
                throw new DeviceMemoryException(new IllegalStateException("out of memory"));
            }
            for (Integer input : inputs) {
                if (poison.contains(input)) {
                    throw new IllegalStateException("cannot stomach " + input);
                }
            }
            return inputs.stream()
                    .limit(forgetful ? inputs.size() - 1 : inputs.size())
                    .map(String::valueOf)
                    .toList();
        }

        @Override
        public void probe() {
            if (broken) {
                throw new IllegalStateException("out of order");
            }
        }
    }

    private final class LimitObserver implements BatchObserver {

        @Override
        public void completed(String name, int size, long runNanos) {}

        @Override
        public void failed(String name, int size, long runNanos, Exception cause) {}

        @Override
        public void idleUnderBacklog(String name, long nanos) {}

        @Override
        public void limited(String name, int before, int limit) {
            limits.add(limit);
        }
    }
}
