package io.inceptionstreams.batch;

import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * What the workers of one device have in common: the running calls, whose time the device's is, and how large a batch
 * may be. One worker at a time asks for a batch. Thread-safe.
 *
 * <p>While several calls run the device's time is theirs in equal parts, as in processor sharing: what a call
 * cost is its share, the shares add up to the time that the device was busy, and a run is judged alike whether another
 * ran beside it or not.
 */
final class DeviceState {

    /** Held while a worker waits for a batch; never during a call. */
    final Semaphore turn = new Semaphore(1);

    final LatencyModel latencies;

    private final int maxSize;
    private final LongSupplier nanoTime;
    private int limit;
    private int succeededAtLimit;
    private int calls;
    private long changedNanos;
    private double sharedNanos;
    private boolean leftBacklog;

    DeviceState(int maxSize, LongSupplier nanoTime) {
        this.maxSize = maxSize;
        this.nanoTime = nanoTime;
        this.latencies = new LatencyModel(maxSize);
        this.limit = maxSize;
    }

    /** A worker has a batch for the device; returns how long that did nothing although a batch was due. */
    synchronized long begin() {
        long before = changedNanos;
        advance();
        boolean waited = calls == 0 && leftBacklog;
        leftBacklog = false;
        calls++;
        return waited ? changedNanos - before : 0;
    }

    /**
     * The batch is answered.
     *
     * @param backlog whether another one is due
     * @return whether the device does nothing now
     */
    synchronized boolean end(boolean backlog) {
        advance();
        calls--;
        leftBacklog = calls == 0 && backlog;
        return calls == 0;
    }

    /** Whether a call is running. */
    synchronized boolean working() {
        return calls > 0;
    }

    /** A reading of the clock that runs only while the device works, and the slower the more calls share it. */
    synchronized double sharedNanos() {
        advance();
        return sharedNanos;
    }

    private void advance() {
        long now = nanoTime.getAsLong();
        if (calls > 0) {
            sharedNanos += (double) (now - changedNanos) / calls;
        }
        changedNanos = now;
    }

    /** Inputs that the device answers a second in batches of its best size; zero before its first run. */
    double perSecond(BatchSizes sizes) {
        return latencies.runs() == 0 ? 0 : 1e9 * latencies.rate(AdaptiveRule.best(latencies, limit(), sizes));
    }

    /** The most inputs that a batch may have now. */
    synchronized int limit() {
        return limit;
    }

    /** Limits batches to {@code size}; returns the limit before. */
    synchronized int limitTo(int size) {
        int before = limit;
        limit = size;
        succeededAtLimit = 0;
        return before;
    }

    /** A batch was answered; whether {@code after} so large in a row say that larger ones may be tried again. */
    synchronized boolean mayGrow(int size, int after) {
        return limit < maxSize && size == limit && ++succeededAtLimit >= after;
    }

    int maxSize() {
        return maxSize;
    }
}
