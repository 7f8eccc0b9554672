package io.inceptionstreams.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A rate over the last ten seconds, in ten slots of a second, the youngest of which is still filling. Methods may be
 * called from any thread.
 */
final class RateWindow {

    private static final int SLOTS = 10;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long start;
    private final long[] counts = new long[SLOTS];
    /** The second, counted from the start, that each slot holds. */
    private final long[] seconds = new long[SLOTS];

    /** Takes the time, on any scale that never goes back, in nanoseconds. */
    RateWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    synchronized void add(long count) {
        long second = second();
        int slot = (int) (second % SLOTS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot] += count;
    }

    /** Since the start while that is less than ten seconds ago, but never extrapolated from less than one. */
    synchronized double perSecond() {
        double age = age() / NANOS_PER_SECOND;
        long now = second();
        long sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (now - seconds[slot] < SLOTS) {
                sum += counts[slot];
            }
        }
        // Nine full slots and the part of the tenth that has passed.
        double covered = Math.min(age, SLOTS - 1 + age - now);
        return sum / Math.max(1, covered);
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(age());
    }

    private long age() {
        return nanoTime.getAsLong() - start;
    }
}
