package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Which model is served, and what became of those that were to replace it. Methods may be called from any thread. */
public final class ModelMetrics {

    private final Counter swapped;
    private final Counter refused;
    private volatile long version;

    ModelMetrics(MeterRegistry registry) {
        this.swapped = swaps(registry, "swapped");
        this.refused = swaps(registry, "refused");
        Meters.gauge(registry, Metric.MODEL_VERSION, Tags.empty(), () -> version);
    }

    /** This version is served from now on. */
    public void serves(long newVersion) {
        version = newVersion;
    }

    /** A model was replaced. */
    public void swapped() {
        swapped.increment();
    }

    /** A model was not taken, and the old one goes on. */
    public void refused() {
        refused.increment();
    }

    private static Counter swaps(MeterRegistry registry, String result) {
        return Meters.counter(registry, Metric.MODEL_SWAPS, Tags.of(Metric.MODEL_SWAPS.tag(), result));
    }
}
