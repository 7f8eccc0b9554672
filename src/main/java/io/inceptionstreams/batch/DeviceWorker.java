package io.inceptionstreams.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one device from the queue, on a thread of its own; a device has as many workers as it takes calls. A batch that
 * fails is split until the input at fault is found; the others are answered. A device that has no memory for a batch gets
 * smaller ones, and larger ones again after {@value #GROW_AFTER} batches without a complaint.
 */
final class DeviceWorker<I, O> implements Runnable {

    static final int GROW_AFTER = 64;

    private final BatchQueue<I, O> queue;
    private final Device<I, O> device;
    private final DeviceState state;
    private final BatchSizes sizes;
    private final BatchObserver observer;
    private final Executor completions;
    private final LongSupplier nanoTime;

    private volatile long busySinceNanos;
    private volatile boolean busy;
    private volatile @Nullable Throwable failure;

    /**
     * @param state of the device, the same for all its workers
     * @param completions runs what depends on the outputs, so that the device need not wait for it
     */
    DeviceWorker(
            BatchQueue<I, O> queue,
            Device<I, O> device,
            DeviceState state,
            BatchSizes sizes,
            BatchObserver observer,
            Executor completions,
            LongSupplier nanoTime) {
        this.queue = queue;
        this.device = device;
        this.state = state;
        this.sizes = sizes;
        this.observer = observer;
        this.completions = completions;
        this.nanoTime = nanoTime;
    }

    /** Why this worker has given up; null while it works. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How long the current device call has lasted; zero when there is none. */
    long busyNanos() {
        return busy ? nanoTime.getAsLong() - busySinceNanos : 0;
    }

    @Override
    public void run() {
        try {
            Batch<I, O> batch = take();
            while (!batch.items().isEmpty()) {
                if (batch.heldNanos() > 0) {
                    observer.held(device.name(), batch.heldNanos());
                }
                if (batch.idleNanos() > 0) {
                    observer.idleUnderBacklog(device.name(), batch.idleNanos());
                }
                answer(batch.items());
                queue.answered(state);
                batch = take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (DeviceBrokenException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private Batch<I, O> take() throws InterruptedException {
        state.turn.acquire();
        try {
            return queue.take(state);
        } finally {
            state.turn.release();
        }
    }

    /** Answers a batch, in parts if need be. Nothing is answered or blamed when the device is broken. */
    void answer(List<PendingInput<I, O>> batch) throws DeviceBrokenException {
        boolean[] proven = {false};
        answer(batch, proven);
    }

    private void answer(List<PendingInput<I, O>> batch, boolean[] proven) throws DeviceBrokenException {
        if (batch.size() > state.limit()) { // lowered since the batch was taken
            split(batch, proven);
            return;
        }
        long start = nanoTime.getAsLong();
        double shared = state.sharedNanos();
        busySinceNanos = start;
        busy = true;
        List<O> outputs;
        try {
            outputs = device.run(batch.stream().map(PendingInput::input).toList());
        } catch (DeviceMemoryException e) {
            observer.failed(device.name(), batch.size(), share(shared), e);
            if (batch.size() == 1) {
                blame(batch.get(0), e, proven);
                return;
            }
            limitTo(Math.min(state.limit(), batch.size() / 2));
            split(batch, proven);
            return;
        } catch (Exception e) {
            observer.failed(device.name(), batch.size(), share(shared), e);
            if (batch.size() == 1) {
                blame(batch.get(0), e, proven);
            } else {
                split(batch, proven);
            }
            return;
        } finally {
            busy = false;
        }
        if (outputs.size() != batch.size()) {
            throw new DeviceBrokenException(
                    device.name() + " answered " + outputs.size() + " of " + batch.size() + " inputs", null);
        }
        long run = nanoTime.getAsLong() - start;
        proven[0] = true;
        long share = share(shared);
        state.latencies.add(batch.size(), share);
        observer.completed(device.name(), batch.size(), share);
        int best = AdaptiveRule.best(state.latencies, state.limit(), sizes);
        observer.learned(device.name(), best, (long) state.latencies.nanos(best), (long) state.latencies.nanos(1));
        complete(batch, outputs, start, run);
        if (state.mayGrow(batch.size(), GROW_AFTER)) {
            limitTo(Math.min(state.maxSize(), batch.size() * 2));
        }
    }

    private void split(List<PendingInput<I, O>> batch, boolean[] proven) throws DeviceBrokenException {
        int half = (batch.size() + 1) / 2;
        answer(batch.subList(0, half), proven);
        answer(batch.subList(half, batch.size()), proven);
    }

    private void blame(PendingInput<I, O> item, Exception cause, boolean[] proven) throws DeviceBrokenException {
        if (!proven[0]) {
            try {
                device.probe();
            } catch (Exception e) {
                e.addSuppressed(cause);
                throw new DeviceBrokenException(device.name() + " fails on an input that is known to be good", e);
            }
            proven[0] = true;
        }
        completions.execute(() -> item.future().completeExceptionally(cause));
    }

    private void complete(List<PendingInput<I, O>> batch, List<O> outputs, long start, long run) {
        List<PendingInput<I, O>> items = new ArrayList<>(batch);
        completions.execute(() -> {
            for (int i = 0; i < items.size(); i++) {
                PendingInput<I, O> item = items.get(i);
                long queued = start - item.submittedNanos();
                item.future().complete(new BatchedOutput<>(outputs.get(i), items.size(), device.name(), queued, run));
            }
        });
    }

    private long share(double sharedAtStart) {
        return (long) (state.sharedNanos() - sharedAtStart);
    }

    private void limitTo(int limit) {
        observer.limited(device.name(), state.limitTo(limit), limit);
    }
}
