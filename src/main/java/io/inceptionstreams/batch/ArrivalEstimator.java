package io.inceptionstreams.batch;

import java.util.concurrent.TimeUnit;

/**
 * How soon after one input the next one has come recently: the median, because inputs come in bursts, and the mean of the
 * gaps within a burst and the pauses between is neither. The estimate moves by a twentieth with each input, up or down.
 *
 * <p>Guarded by the queue's lock.
 */
final class ArrivalEstimator {

    private static final double STEP = 1.05;

    /** The first estimate: inputs as rare as that are worth no delay. */
    private static final double RARELY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private double gapNanos = RARELY_NANOS;
    private long lastNanos;
    private boolean any;

    void came(long nowNanos) {
        if (any) {
            gapNanos = nowNanos - lastNanos > gapNanos ? Math.min(gapNanos * STEP, RARELY_NANOS) : gapNanos / STEP;
        }
        lastNanos = nowNanos;
        any = true;
    }

    /** The median gap. */
    long gapNanos() {
        return (long) gapNanos;
    }

    /** Since the last input; zero before the first. */
    long sinceLastNanos(long nowNanos) {
        return any ? nowNanos - lastNanos : 0;
    }
}
