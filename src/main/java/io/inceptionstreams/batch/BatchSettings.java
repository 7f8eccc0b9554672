package io.inceptionstreams.batch;

import java.time.Duration;

/**
 * When a batch leaves, and how much may wait.
 *
 * @param maxSize inputs in a batch, at most
 * @param maxDelay how long the oldest input waits for company while a device is idle, at most; the fixed policy waits
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

    public BatchSettings {
        if (maxSize < 1) {
            throw new IllegalArgumentException("batch.max-size must be at least 1: " + maxSize);
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("batch.max-delay must not be negative: " + maxDelay);
        }
        if (capacity < maxSize) {
            throw new IllegalArgumentException(
                    "batch.capacity must be at least batch.max-size (" + maxSize + "): " + capacity);
        }
        if (latencyTarget.isNegative()) {
            throw new IllegalArgumentException("batch.latency-target must not be negative: " + latencyTarget);
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
