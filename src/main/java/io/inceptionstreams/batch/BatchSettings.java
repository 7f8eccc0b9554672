package io.inceptionstreams.batch;

import io.inceptionstreams.util.Bounds;
import java.time.Duration;

/**
 * When a batch leaves, and how much may wait.
 *
 * @param maxSize inputs in a batch, at most
 * @param maxDelay how long an idle device delays the oldest input for further ones, at most; the fixed policy waits
 *     as long unless it is {@code eager}
 * @param capacity inputs that wait, at most; {@link Batcher#submit} blocks beyond it
 * @param eager with the fixed policy, whether an idle device takes what there is at once
 * @param sizes that a batch may have
 * @param latencyTarget the adaptive policy keeps an input's stay below it while that can be done; zero for none
 */
public record BatchSettings(
        int maxSize,
        Duration maxDelay,
        int capacity,
        boolean eager,
        BatchPolicy policy,
        Duration latencyTarget,
        BatchSizes sizes) {

    public static final Bounds<Integer> MAX_SIZE = new Bounds<>(1, 1024);
    public static final Bounds<Duration> MAX_DELAY = new Bounds<>(Duration.ZERO, Duration.ofMinutes(1));
    public static final Bounds<Duration> LATENCY_TARGET = new Bounds<>(Duration.ZERO, Duration.ofMinutes(1));

    public BatchSettings {
        MAX_SIZE.check("batch.max-size", maxSize);
        MAX_DELAY.check("batch.max-delay", maxDelay);
        LATENCY_TARGET.check("batch.latency-target", latencyTarget);
        if (capacity < maxSize) {
            throw new IllegalArgumentException(
                    "batch.capacity must be at least batch.max-size (" + maxSize + "): " + capacity);
        }
        if (policy == BatchPolicy.FIXED && !latencyTarget.isZero()) {
            throw new IllegalArgumentException(
                    "batch.latency-target is for batch.policy=adaptive, which alone can keep it: " + latencyTarget);
        }
    }

    /** The fixed policy, and any size. */
    public BatchSettings(int maxSize, Duration maxDelay, int capacity, boolean eager) {
        this(maxSize, maxDelay, capacity, eager, BatchPolicy.FIXED, Duration.ZERO, BatchSizes.ANY);
    }
}
