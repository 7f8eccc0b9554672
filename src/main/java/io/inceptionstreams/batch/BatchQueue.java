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
 * The inputs that wait, and the devices that wait for them. {@link #put} and {@link #take} block; {@link #takeIfDue} does
 * what {@code take} does and does not block, which is how tests drive it in virtual time.
 *
 * <p>An idle device takes what the rule says. One that works takes another batch only if that is full: what begins early
 * shares the device with the call under way, and is worth that only when it would have been no larger later.
 *
 * <p>Thread-safe. No future is completed while the lock is held: a future's dependents may take any time.
 */
final class BatchQueue<I, O> {

    private final int capacity;
    private final Rule rule;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition changedForWorking = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Item<I, O>> items = new ArrayDeque<>();
    private final Arrivals arrivals = new Arrivals();
    private int idle;
    private int fullBatch = Integer.MAX_VALUE;
    private boolean closed;

    BatchQueue(int capacity, Rule rule, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.rule = rule;
        this.nanoTime = nanoTime;
    }

    /** Adds an input; blocks while the queue is full. After {@link #close} the input is cancelled. */
    void put(Item<I, O> item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() >= capacity && !closed) {
                room.await();
            }
            if (!closed) {
                items.addLast(item);
                arrivals.came(nanoTime.getAsLong());
                wakeDevices();
                return;
            }
        } finally {
            lock.unlock();
        }
        item.future().completeExceptionally(new CancellationException("the batcher is closed"));
    }

    /**
     * The next batch for a device, which has a call more from then on; blocks until one is due. Empty when the queue is
     * closed. To be called by one worker of the device at a time. An input whose deadline is nearer than the device's
     * shortest run is expired.
     */
    Batch<I, O> take(DeviceLoad load) throws InterruptedException {
        long held = 0;
        while (true) {
            List<Item<I, O>> dropped = new ArrayList<>();
            List<Item<I, O>> batch;
            long idleNanos = 0;
            lock.lockInterruptibly();
            try {
                long now = nanoTime.getAsLong();
                Rule.Choice choice = choose(now, load);
                while (choice.size() == 0 && !closed) {
                    boolean working = load.working();
                    boolean holds = !working && !items.isEmpty();
                    idle += working ? 0 : 1;
                    fullBatch = working ? load.maxSize() : fullBatch;
                    try {
                        (working ? changedForWorking : changed).awaitNanos(choice.waitNanos());
                    } finally {
                        idle -= working ? 0 : 1;
                    }
                    long before = now;
                    now = nanoTime.getAsLong();
                    held += holds ? now - before : 0;
                    choice = choose(now, load);
                }
                if (closed) {
                    return new Batch<>(List.of(), held, 0);
                }
                batch = remove(now, load.times, choice.size(), dropped);
                if (!batch.isEmpty()) {
                    idleNanos = load.begin();
                }
                wakeDevices(); // the next one
            } finally {
                lock.unlock();
            }
            dropped.forEach(BatchQueue::expire);
            if (!batch.isEmpty()) {
                return new Batch<>(batch, held, idleNanos);
            }
        }
    }

    private Rule.Choice choose(long nowNanos, DeviceLoad load) {
        if (load.working() && items.size() < load.maxSize()) {
            return Rule.Choice.NOTHING_WAITS;
        }
        return chooseIfIdle(nowNanos, load);
    }

    private Rule.Choice chooseIfIdle(long nowNanos, DeviceLoad load) {
        return choose(nowNanos, load.times, load.limit(), idle + 1);
    }

    /** One idle device, and one that works if there may be a full batch for it. */
    private void wakeDevices() {
        if (!items.isEmpty()) {
            changed.signal();
        }
        if (items.size() >= fullBatch) {
            changedForWorking.signal();
        }
    }

    /** A batch of the device is answered. */
    void answered(DeviceLoad load) {
        lock.lock();
        try {
            boolean backlog = chooseIfIdle(nanoTime.getAsLong(), load).size() > 0;
            if (load.end(backlog)) {
                changedForWorking.signalAll(); // one of them asks for this device, which is idle now
            }
        } finally {
            lock.unlock();
        }
    }

    private Rule.Choice choose(long nowNanos, RunTimes times, int limit, int idleDevices) {
        Item<I, O> oldest = items.peekFirst();
        if (oldest == null) {
            return Rule.Choice.NOTHING_WAITS;
        }
        return rule.choose(
                new Rule.Waiting(
                        items.size(),
                        nowNanos - oldest.submittedNanos(),
                        arrivals.sinceLastNanos(nowNanos),
                        arrivals.gapNanos(),
                        idleDevices),
                times,
                limit);
    }

    /** Removes the oldest inputs that still want an output; the expired ones go to {@code dropped}. */
    private List<Item<I, O>> remove(long nowNanos, RunTimes times, int size, List<Item<I, O>> dropped) {
        long endNanos = nowNanos + times.fastestNanos();
        List<Item<I, O>> batch = new ArrayList<>(Math.min(size, items.size()));
        while (batch.size() < size && !items.isEmpty()) {
            Item<I, O> item = items.removeFirst();
            if (item.future().isDone()) {
                continue; // cancelled by its submitter
            }
            if (item.expired(endNanos)) {
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
            changedForWorking.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(item -> item.future().cancel(false));
    }

    /** What {@link #take} would return, or nothing where it would wait; for tests. */
    List<Item<I, O>> takeIfDue(RunTimes times, int limit, int idleDevices) {
        List<Item<I, O>> dropped = new ArrayList<>();
        List<Item<I, O>> batch;
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            batch = remove(now, times, choose(now, times, limit, idleDevices).size(), dropped);
        } finally {
            lock.unlock();
        }
        dropped.forEach(BatchQueue::expire);
        return batch;
    }

    /** How long {@link #take} would wait before it asked its rule again; for tests. */
    long nanosUntilDue(RunTimes times, int limit, int idleDevices) {
        lock.lock();
        try {
            return choose(nanoTime.getAsLong(), times, limit, idleDevices).waitNanos();
        } finally {
            lock.unlock();
        }
    }

    private static void expire(Item<?, ?> item) {
        item.future()
                .completeExceptionally(new TimeoutException("the deadline passed, or would before a device has run"));
    }
}
