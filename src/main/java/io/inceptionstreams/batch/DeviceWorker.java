package io.inceptionstreams.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one device from the queue, on a thread of its own. A batch that fails is split until the input at fault is
 * found; the others are answered. A device that has no memory for a batch gets smaller ones, and larger ones again after
 * {@value #GROW_AFTER} batches without a complaint.
 */
final class DeviceWorker<I, O> implements Runnable {

    static final int GROW_AFTER = 64;

    private final BatchQueue<I, O> queue;
    private final Device<I, O> device;
    private final int maxSize;
    private final BatchSizes sizes;
    private final BatchObserver observer;
    private final Executor completions;
    private final LongSupplier nanoTime;
    private final RunTimes times;

    private volatile int limit;
    private int succeededAtLimit;
    private volatile long busySinceNanos;
    private volatile boolean busy;
    private volatile @Nullable Throwable failure;

    /** @param completions runs what depends on the outputs, so that the device need not wait for it */
    DeviceWorker(
            BatchQueue<I, O> queue,
            Device<I, O> device,
            int maxSize,
            BatchSizes sizes,
            BatchObserver observer,
            Executor completions,
            LongSupplier nanoTime) {
        this.queue = queue;
        this.device = device;
        this.maxSize = maxSize;
        this.sizes = sizes;
        this.limit = maxSize;
        this.observer = observer;
        this.completions = completions;
        this.nanoTime = nanoTime;
        this.times = new RunTimes(maxSize);
    }

    /** Why this worker has given up; null while it works. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The most inputs that a batch of this device has now. */
    int limit() {
        return limit;
    }

    /** How long the current device call has lasted; zero when there is none. */
    long busyNanos() {
        return busy ? nanoTime.getAsLong() - busySinceNanos : 0;
    }

    @Override
    public void run() {
        try {
            Batch<I, O> batch = queue.take(times, limit);
            while (!batch.items().isEmpty()) {
                if (batch.heldNanos() > 0) {
                    observer.held(device.name(), batch.heldNanos());
                }
                answer(batch.items());
                boolean backlog = queue.isDue(times, limit);
                long idleSince = nanoTime.getAsLong();
                batch = queue.take(times, limit);
                if (backlog) {
                    observer.idleUnderBacklog(device.name(), nanoTime.getAsLong() - idleSince);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (DeviceBrokenException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Answers a batch, in parts if need be. Nothing is answered or blamed when the device is broken. */
    void answer(List<Item<I, O>> batch) throws DeviceBrokenException {
        boolean[] proven = {false};
        answer(batch, proven);
    }

    private void answer(List<Item<I, O>> batch, boolean[] proven) throws DeviceBrokenException {
        if (batch.size() > limit) { // lowered since the batch was taken
            split(batch, proven);
            return;
        }
        long start = nanoTime.getAsLong();
        busySinceNanos = start;
        busy = true;
        List<O> outputs;
        try {
            outputs = device.run(batch.stream().map(Item::input).toList());
        } catch (DeviceMemoryException e) {
            observer.failed(device.name(), batch.size(), nanoTime.getAsLong() - start, e);
            if (batch.size() == 1) {
                blame(batch.get(0), e, proven);
                return;
            }
            limitTo(batch.size() / 2);
            split(batch, proven);
            return;
        } catch (Exception e) {
            observer.failed(device.name(), batch.size(), nanoTime.getAsLong() - start, e);
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
        times.add(batch.size(), run);
        observer.completed(device.name(), batch.size(), run);
        int best = AdaptiveRule.best(times, limit, sizes);
        observer.learned(device.name(), best, (long) times.nanos(best), (long) times.nanos(1));
        complete(batch, outputs, start, run);
        growAfterSuccess(batch.size());
    }

    private void split(List<Item<I, O>> batch, boolean[] proven) throws DeviceBrokenException {
        int half = (batch.size() + 1) / 2;
        answer(batch.subList(0, half), proven);
        answer(batch.subList(half, batch.size()), proven);
    }

    private void blame(Item<I, O> item, Exception cause, boolean[] proven) throws DeviceBrokenException {
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

    private void complete(List<Item<I, O>> batch, List<O> outputs, long start, long run) {
        List<Item<I, O>> items = new ArrayList<>(batch);
        completions.execute(() -> {
            for (int i = 0; i < items.size(); i++) {
                Item<I, O> item = items.get(i);
                long queued = start - item.submittedNanos();
                item.future().complete(new Batched<>(outputs.get(i), items.size(), device.name(), queued, run));
            }
        });
    }

    private void growAfterSuccess(int size) {
        if (limit < maxSize && size == limit && ++succeededAtLimit >= GROW_AFTER) {
            limitTo(Math.min(maxSize, limit * 2));
        }
    }

    private void limitTo(int newLimit) {
        observer.limited(device.name(), limit, newLimit);
        limit = newLimit;
        succeededAtLimit = 0;
    }
}
