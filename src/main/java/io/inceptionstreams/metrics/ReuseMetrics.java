package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Work that was spared because it had been done, or was being done, for another event. Methods may be called from any thread. */
public final class ReuseMetrics {

    private final Counter fetchesShared;

    ReuseMetrics(MeterRegistry registry) {
        this.fetchesShared = counter(registry, Metric.FETCHES_SHARED);
    }

    /** A fetch joined another of the same URI. */
    public void fetchShared() {
        fetchesShared.increment();
    }

    private static Counter counter(MeterRegistry registry, Metric metric) {
        return Counter.builder(metric.meterName())
                .description(metric.description())
                .register(registry);
    }
}
