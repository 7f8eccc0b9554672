package io.inceptionstreams.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The inputs that wait, and the devices that wait for them. {@link #put} and {@link #take} block; {@code take} is
 * {@link #poll}, which does not, and the wait until it has a batch. A simulation in virtual time polls.
 *
 * <p>An idle device takes what the rule says. One that works takes another batch only if that is full: what begins early
 * shares the device with the running call, and is worth that only when it would have been no larger later.
 *
 * <p>Thread-safe. No future is completed while the lock is held: a future's dependents may take any time.
 */
final class BatchQueue<I, O> {

    private final int capacity;
    private final BatchRule rule;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition changedForWorking = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<PendingInput<I, O>> items = new ArrayDeque<>();
    private final ArrivalEstimator arrivals = new ArrivalEstimator();

    /** Idle devices that asked and got nothing. */
    private final Set<DeviceState> queued = Collections.newSetFromMap(new IdentityHashMap<>());

    private int fullBatch = Integer.MAX_VALUE;
    private boolean closed;

    BatchQueue(int capacity, BatchRule rule, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.rule = rule;
        this.nanoTime = nanoTime;
    }

    /** Adds an input; blocks while the queue is full. After {@link #close} the input is cancelled. */
    void put(PendingInput<I, O> item) throws InterruptedException {
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
     * What a device gets, or how long it is to wait before it asks again; sooner when something has changed.
     *
     * @param items the batch; the device has a call more from then on
     * @param expired inputs that no device will run; to be told so when no lock is held
     * @param idleNanos how long the device did nothing although a batch was due
     * @param waitNanos zero if it got anything
     */
    record Polled<I, O>(
            List<PendingInput<I, O>> items, List<PendingInput<I, O>> expired, long idleNanos, long waitNanos) {

        boolean nothing() {
            return items.isEmpty() && expired.isEmpty();
        }

        /** Fails the futures of the expired inputs. */
        void expire() {
            for (PendingInput<I, O> item : expired) {
                item.future()
                        .completeExceptionally(
                                new TimeoutException("the deadline passed, or would before a device has run"));
            }
        }
    }

    /**
     * The next batch for a device, if one is due. Does not block. To be called by one worker of the device at a time. An
     * input whose deadline is nearer than the device's shortest run is expired.
     */
    Polled<I, O> poll(DeviceState state, long nowNanos) {
        lock.lock();
        try {
            BatchRule.Decision decision = choose(nowNanos, state);
            if (decision.size() == 0) {
                if (state.working()) {
                    fullBatch = state.maxSize();
                } else {
                    queued.add(state);
                }
                return new Polled<>(List.of(), List.of(), 0, decision.waitNanos());
            }
            queued.remove(state);
            List<PendingInput<I, O>> expired = new ArrayList<>();
            List<PendingInput<I, O>> batch = remove(nowNanos, state.latencies, decision.size(), expired);
            long idleNanos = batch.isEmpty() ? 0 : state.begin();
            wakeDevices(); // the next one
            return new Polled<>(batch, expired, idleNanos, 0);
        } finally {
            lock.unlock();
        }
    }

    /** The same, when it is due; blocks until then. Empty when the queue is closed. */
    Batch<I, O> take(DeviceState state) throws InterruptedException {
        long held = 0;
        while (true) {
            Polled<I, O> polled;
            lock.lockInterruptibly();
            try {
                long now = nanoTime.getAsLong();
                polled = poll(state, now);
                while (polled.nothing() && !closed) {
                    boolean working = state.working();
                    boolean holds = !working && !items.isEmpty();
                    (working ? changedForWorking : changed).awaitNanos(polled.waitNanos());
                    long before = now;
                    now = nanoTime.getAsLong();
                    held += holds ? now - before : 0;
                    polled = poll(state, now);
                }
                if (closed) {
                    return new Batch<>(List.of(), held, 0);
                }
            } catch (InterruptedException e) {
                queued.remove(state);
                throw e;
            } finally {
                lock.unlock();
            }
            polled.expire();
            if (!polled.items().isEmpty()) {
                return new Batch<>(polled.items(), held, polled.idleNanos());
            }
        }
    }

    private BatchRule.Decision choose(long nowNanos, DeviceState state) {
        if (state.working() && items.size() < state.maxSize()) {
            return BatchRule.Decision.NOTHING_WAITS;
        }
        return chooseIfIdle(nowNanos, state);
    }

    private BatchRule.Decision chooseIfIdle(long nowNanos, DeviceState state) {
        PendingInput<I, O> oldest = items.peekFirst();
        if (oldest == null) {
            return BatchRule.Decision.NOTHING_WAITS;
        }
        return rule.choose(
                new BatchRule.QueueState(
                        items.size(),
                        nowNanos - oldest.submittedNanos(),
                        arrivals.sinceLastNanos(nowNanos),
                        arrivals.gapNanos(),
                        queued.size() + (queued.contains(state) ? 0 : 1)),
                state.latencies,
                state.limit());
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
    void answered(DeviceState state) {
        lock.lock();
        try {
            boolean backlog = chooseIfIdle(nanoTime.getAsLong(), state).size() > 0;
            if (state.end(backlog)) {
                changedForWorking.signalAll(); // one of them asks for this device, which is idle now
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes the oldest inputs that still want an output; the expired ones go to {@code expired}. */
    private List<PendingInput<I, O>> remove(
            long nowNanos, LatencyModel latencies, int size, List<PendingInput<I, O>> expired) {
        long endNanos = nowNanos + latencies.fastestNanos();
        List<PendingInput<I, O>> batch = new ArrayList<>(Math.min(size, items.size()));
        while (batch.size() < size && !items.isEmpty()) {
            PendingInput<I, O> item = items.removeFirst();
            if (item.future().isDone()) {
                continue; // cancelled by its submitter
            }
            if (item.expired(endNanos)) {
                expired.add(item);
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

    /** Cancels what waits and wakes all devices. */
    void close() {
        List<PendingInput<I, O>> left;
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
}
