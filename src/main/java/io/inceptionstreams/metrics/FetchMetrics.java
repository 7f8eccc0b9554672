package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Sources that do not answer. Methods may be called from any thread. */
public final class FetchMetrics {

    private final Counter threadsReplaced;
    private final Counter breakersOpened;
    private final Counter refusals;
    private volatile int readsHanging;
    private volatile int breakersOpen;

    FetchMetrics(MeterRegistry registry) {
        this.threadsReplaced = Meters.counter(registry, Metric.FILE_THREADS_REPLACED, Tags.empty());
        this.breakersOpened = Meters.counter(registry, Metric.BREAKERS_OPENED, Tags.empty());
        this.refusals = Meters.counter(registry, Metric.BREAKER_REFUSALS, Tags.empty());
        Meters.gauge(registry, Metric.BREAKERS_OPEN, Tags.empty(), () -> breakersOpen);
        Meters.gauge(registry, Metric.FILE_READS_HANGING, Tags.empty(), () -> readsHanging);
    }

    /** The number of reads of files that go on although their event has ended. */
    public void readsHang(int now) {
        readsHanging = now;
    }

    /** A thread took the place of one whose read hangs. */
    public void threadReplaced() {
        threadsReplaced.increment();
    }

    /** A host is left alone from now on. */
    public void breakerOpened() {
        breakersOpened.increment();
    }

    /** The number of hosts that are left alone. */
    public void breakersOpen(int now) {
        breakersOpen = now;
    }

    /** A request failed at once, because its host is left alone. */
    public void refusedByBreaker() {
        refusals.increment();
    }
}
