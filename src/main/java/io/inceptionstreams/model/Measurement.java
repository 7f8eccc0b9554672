package io.inceptionstreams.model;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How fast a model was on a device, as measured.
 *
 * @param device as results name it, such as {@code cpu} or {@code gpu:0}
 * @param processors of the machine
 * @param imagesPerSecond by batch size
 */
public record Measurement(String device, int processors, Instant at, SortedMap<Integer, Double> imagesPerSecond) {

    public Measurement {
        imagesPerSecond = Collections.unmodifiableSortedMap(new TreeMap<>(imagesPerSecond));
        if (device.isBlank()) {
            throw new IllegalArgumentException("device: must not be blank");
        }
        if (processors < 1) {
            throw new IllegalArgumentException("processors: must be at least 1, is " + processors);
        }
        if (imagesPerSecond.isEmpty()) {
            throw new IllegalArgumentException("imagesPerSecond: must have at least one batch size");
        }
        imagesPerSecond.forEach((size, pace) -> {
            if (size < 1 || !(pace > 0) || pace.isInfinite()) {
                throw new IllegalArgumentException("imagesPerSecond: cannot be " + pace + " in batches of " + size);
            }
        });
    }
}
