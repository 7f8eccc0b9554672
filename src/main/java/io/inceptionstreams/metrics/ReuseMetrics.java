package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.IntSupplier;

/** Work that was spared because it was done for another event. Methods may be called from any thread. */
public final class ReuseMetrics {

    private final Counter fetchesShared;
    private final Counter hits;
    private final Counter misses;

    private volatile IntSupplier entries = () -> 0;

    ReuseMetrics(MeterRegistry registry) {
        this.fetchesShared = Meters.counter(registry, Metric.FETCHES_SHARED, Tags.empty());
        this.hits = Meters.counter(registry, Metric.CACHE_HITS, Tags.empty());
        this.misses = Meters.counter(registry, Metric.CACHE_MISSES, Tags.empty());
        Meters.gauge(registry, Metric.CACHE_ENTRIES, Tags.empty(), () -> entries.getAsInt());
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
}
