package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers that outputs did not take as they were. Methods may be called from any thread. */
public final class OutputMetrics {

    private final MeterRegistry registry;
    private final Map<String, Counter> altered = new ConcurrentHashMap<>();
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    OutputMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows these parts and outputs from now on, at 0, so that a rate sees the first one. */
    public void expect(Collection<String> parts, Collection<String> outputs) {
        parts.forEach(part -> counter(altered, Metric.OUTCOMES_ALTERED, part));
        outputs.forEach(output -> counter(refused, Metric.OUTCOMES_REFUSED, output));
    }

    /** @param part out of a small fixed set */
    public void altered(String part) {
        counter(altered, Metric.OUTCOMES_ALTERED, part).increment();
    }

    /** @param output out of a small fixed set */
    public void refused(String output) {
        counter(refused, Metric.OUTCOMES_REFUSED, output).increment();
    }

    private Counter counter(Map<String, Counter> counters, Metric metric, String value) {
        return counters.computeIfAbsent(value, v -> Meters.counter(registry, metric, Tags.of(metric.tag(), v)));
    }
}
