package io.inceptionstreams.pipeline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many references are in flight. Too many, and each waits for the device past its deadline; too few, and
 * the device idles while slow sources keep the permits. So the limit follows the stock, which is what has been fetched
 * and waits for a decoder or a device: the limit doubles while the stock is low and permits are wanted, at most every
 * {@value #GROW_MILLIS} ms, and shrinks by one with each reference that leaves while the stock is high.
 *
 * <p>A source that takes long for its first image looks like one that always does, and the limit has doubled many times
 * before that image is there. So it never grows past what the devices can answer in time, by what they were seen to do:
 * more would only expire in the queue.
 *
 * <p>By Little's law, the limit so settles near the device's throughput times the sources' latency. Rejected: a fixed
 * limit, which is wrong for either a CPU (15 images/s) or a GPU (thousands); and a separate limit a host, which is the
 * HTTP client's business. Thread-safe.
 */
final class ConcurrencyLimiter {

    static final long GROW_MILLIS = 10;

    private final int least;
    private final int most;
    private final IntSupplier answerable;
    private final int lowStock;
    private final long maxFetchedBytes;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    private int limit;
    private int inside;
    private int stock;
    private long fetchedBytes;
    private long grewAtNanos;

    /**
     * @param lowStock below it a device may soon be idle; above twice that, references come in too fast
     * @param most the limit's limit
     * @param answerable references that the devices can answer in time, as far as is known now; must answer at once
     */
    ConcurrencyLimiter(int lowStock, int most, IntSupplier answerable, long maxFetchedBytes, LongSupplier nanoTime) {
        this.lowStock = lowStock;
        this.least = Math.min(most, 2 * lowStock);
        this.most = most;
        this.answerable = answerable;
        this.maxFetchedBytes = maxFetchedBytes;
        this.nanoTime = nanoTime;
        this.limit = least;
        this.grewAtNanos = nanoTime.getAsLong();
    }

    /** Takes a permit, if there is one. */
    @Nullable
    Permit tryEnter() {
        lock.lock();
        try {
            if (inside >= limit) {
                growIfStarving();
            }
            if (inside >= limit || fetchedBytes >= maxFetchedBytes) {
                return null;
            }
            inside++;
            return new Permit();
        } finally {
            lock.unlock();
        }
    }

    /** The permit of one reference. Thread-safe; what comes after {@link #leave} has no effect. */
    final class Permit {

        private boolean left;
        private boolean stocked;
        private int bytes;

        /** The image has arrived. */
        void fetched(int size) {
            lock.lock();
            try {
                if (!left) {
                    stocked = true;
                    stock++;
                    hold(size);
                }
            } finally {
                lock.unlock();
            }
        }

        /** The image waits for room to be decoded, which says nothing about the devices; or waits no longer. */
        void setAside(boolean waits) {
            lock.lock();
            try {
                if (!left && stocked == waits) {
                    stocked = !waits;
                    stock += waits ? -1 : 1;
                }
            } finally {
                lock.unlock();
            }
        }

        /** The bytes of the image are needed no longer. */
        void decoded() {
            lock.lock();
            try {
                hold(0);
                room.signal();
            } finally {
                lock.unlock();
            }
        }

        /** Gives the permit back. */
        void leave() {
            lock.lock();
            try {
                if (left) {
                    return;
                }
                left = true;
                inside--;
                hold(0);
                if (stocked) {
                    stock--;
                }
                if (stock > 2 * lowStock && limit > least) {
                    limit--;
                }
                room.signal();
            } finally {
                lock.unlock();
            }
        }

        private void hold(int size) {
            fetchedBytes += size - bytes;
            bytes = size;
        }
    }

    /** Waits until there is a permit, or for {@code nanos}. */
    void awaitRoom(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0 && (inside >= limit || fetchedBytes >= maxFetchedBytes)) {
                left = room.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    private void growIfStarving() {
        long now = nanoTime.getAsLong();
        if (stock < lowStock && limit < most && now - grewAtNanos >= TimeUnit.MILLISECONDS.toNanos(GROW_MILLIS)) {
            int useful = Math.min(most, answerable.getAsInt());
            limit = (int) Math.max(limit, Math.min(useful, 2L * limit));
            grewAtNanos = now;
        }
    }
}
