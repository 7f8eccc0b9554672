package io.inceptionstreams.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The inputs that wait, and the rule by which a batch leaves. {@link #put} and {@link #take} block; {@link #poll} and
 * {@link #nanosUntilDue} are the rule itself and do not, which is how tests drive it in virtual time.
 *
 * <p>Thread-safe. No future is completed while the lock is held: a future's dependents may take any time.
 */
final class BatchQueue<I, O> {

    private final BatchSettings settings;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Item<I, O>> items = new ArrayDeque<>();
    private boolean closed;

    BatchQueue(BatchSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Adds an input; blocks while the queue is full. After {@link #close} the input is cancelled. */
    void put(Item<I, O> item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() >= settings.capacity() && !closed) {
                room.await();
            }
            if (!closed) {
                items.addLast(item);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        item.future().completeExceptionally(new CancellationException("the batcher is closed"));
    }

    /**
     * The next batch of at most {@code max} inputs; blocks until one is due. Empty when the queue is closed.
     *
     * @param max at most {@link BatchSettings#maxSize}
     */
    List<Item<I, O>> take(int max) throws InterruptedException {
        while (true) {
            List<Item<I, O>> dropped = new ArrayList<>();
            List<Item<I, O>> batch;
            lock.lockInterruptibly();
            try {
                long wait = closed ? 0 : nanosUntilDue(nanoTime.getAsLong(), max);
                while (wait > 0) {
                    if (wait == Long.MAX_VALUE) {
                        changed.await();
                    } else {
                        changed.awaitNanos(wait);
                    }
                    wait = closed ? 0 : nanosUntilDue(nanoTime.getAsLong(), max);
                }
                if (closed) {
                    return List.of();
                }
                batch = poll(nanoTime.getAsLong(), max, dropped);
                if (!items.isEmpty()) {
                    changed.signal(); // for the next idle device
                }
            } finally {
                lock.unlock();
            }
            dropped.forEach(BatchQueue::expire);
            if (!batch.isEmpty()) {
                return batch;
            }
        }
    }

    /** Time until a batch may leave to an idle device; {@link Long#MAX_VALUE} when nothing waits. */
    long nanosUntilDue(long nowNanos, int max) {
        Item<I, O> oldest = items.peekFirst();
        if (oldest == null) {
            return Long.MAX_VALUE;
        }
        if (settings.eager() || items.size() >= max) {
            return 0;
        }
        long waited = nowNanos - oldest.submittedNanos();
        return Math.max(0, settings.maxDelay().toNanos() - waited);
    }

    /** Removes the oldest inputs that still want an output; the expired ones go to {@code dropped}. */
    List<Item<I, O>> poll(long nowNanos, int max, List<Item<I, O>> dropped) {
        List<Item<I, O>> batch = new ArrayList<>(Math.min(max, items.size()));
        while (batch.size() < max && !items.isEmpty()) {
            Item<I, O> item = items.removeFirst();
            if (item.future().isDone()) {
                continue; // cancelled by its submitter
            }
            if (item.expired(nowNanos)) {
                dropped.add(item);
            } else {
                batch.add(item);
            }
        }
        room.signalAll();
        return batch;
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels what waits and wakes everybody. */
    void close() {
        List<Item<I, O>> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(items);
            items.clear();
            changed.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(item -> item.future().cancel(false));
    }

    /** Runs {@link #nanosUntilDue} and {@link #poll} as {@link #take} would, without waiting; for tests. */
    List<Item<I, O>> takeIfDue(int max) {
        List<Item<I, O>> dropped = new ArrayList<>();
        List<Item<I, O>> batch;
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            batch = nanosUntilDue(now, max) == 0 ? poll(now, max, dropped) : List.of();
        } finally {
            lock.unlock();
        }
        dropped.forEach(BatchQueue::expire);
        return batch;
    }

    private static void expire(Item<?, ?> item) {
        item.future().completeExceptionally(new TimeoutException("the deadline passed while waiting for a device"));
    }
}
