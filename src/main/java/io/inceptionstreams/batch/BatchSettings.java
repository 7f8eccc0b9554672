package io.inceptionstreams.batch;

import java.time.Duration;

/**
 * When a batch leaves, and how much may wait.
 *
 * @param maxSize inputs in a batch, at most
 * @param maxDelay how long the oldest input waits for company while a device is idle; not used when {@code eager}
 * @param capacity inputs that wait, at most; {@link Batcher#submit} blocks beyond it
 * @param eager whether an idle device takes what there is at once
 */
public record BatchSettings(int maxSize, Duration maxDelay, int capacity, boolean eager) {

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
    }
}
