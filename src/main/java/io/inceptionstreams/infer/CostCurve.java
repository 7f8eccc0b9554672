package io.inceptionstreams.infer;

import java.time.Duration;

/** What a batch costs on a device: a fixed part, and a part for each image, in milliseconds. */
record CostCurve(double baseMillis, double perImageMillis) {

    CostCurve {
        if (!(baseMillis >= 0) || !(perImageMillis >= 0)) {
            throw new IllegalArgumentException(
                    "infer.device: costs must not be negative: " + baseMillis + "+" + perImageMillis);
        }
    }

    Duration of(int images) {
        return Duration.ofNanos(Math.round((baseMillis + perImageMillis * images) * 1e6));
    }

    @Override
    public String toString() {
        return baseMillis + "+" + perImageMillis;
    }
}
