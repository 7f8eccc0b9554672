package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** Work that was spared because it was done for another event. Methods may be called from any thread. */
public final class ReuseMetrics {

    private final Counter fetchesShared;
    private final Counter hits;
    private final Counter misses;

    private volatile IntSupplier entries = () -> 0;

    ReuseMetrics(MeterRegistry registry) {
        this.fetchesShared = counter(registry, Metric.FETCHES_SHARED);
        this.hits = counter(registry, Metric.CACHE_HITS);
        this.misses = counter(registry, Metric.CACHE_MISSES);
        Gauge.builder(Metric.CACHE_ENTRIES.meterName(), () -> entries.getAsInt())
                .description(Metric.CACHE_ENTRIES.description())
                .register(registry);
    }

    /** From now on this one says how many answers are in the cache; it must answer at once. */
    public void observe(IntSupplier entries) {
        this.entries = entries;
    }

    /** A fetch joined another of the same URI. */
    public void fetchShared() {
        fetchesShared.increment();
    }

    /** An event was labelled from the cache. */
    public void cacheHit() {
        hits.increment();
    }

    /** The cache did not know an image. */
    public void cacheMissed() {
        misses.increment();
    }

    private static Counter counter(MeterRegistry registry, Metric metric) {
        return Counter.builder(metric.meterName())
                .description(metric.description())
                .register(registry);
    }
}
