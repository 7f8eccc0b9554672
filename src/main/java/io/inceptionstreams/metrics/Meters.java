package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** Meters as {@link Metric} describes them. */
final class Meters {

    private Meters() {}

    static Counter counter(MeterRegistry registry, Metric metric, Tags tags) {
        return Counter.builder(metric.meterName())
                .tags(tags)
                .description(metric.description())
                .register(registry);
    }

    static void gauge(MeterRegistry registry, Metric metric, Tags tags, Supplier<Number> value) {
        Gauge.builder(metric.meterName(), value)
                .tags(tags)
                .description(metric.description())
                .register(registry);
    }
}
