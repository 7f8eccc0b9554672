package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** All metrics of this instance, in one Prometheus registry. Methods may be called from any thread. */
public final class Metrics implements AutoCloseable {

    /** Some 20 threads with 50 partitions. */
    private static final int MAX_KAFKA_METERS = 10_000;

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final EventMetrics events;
    private final StageMetrics stages;
    private final BatchMetrics batches;
    private final ReuseMetrics reuse;
    private final FetchMetrics fetches;
    private final ModelMetrics models;
    private volatile DoubleSupplier brokerSilence = () -> 0;
    private volatile DoubleSupplier oldestUnanswered = () -> 0;
    private volatile DoubleSupplier groupLag = () -> Double.NaN;
    private final OutputMetrics outputs;

    private Metrics(LongSupplier nanoTime) {
        KafkaMetrics.bound(registry, MAX_KAFKA_METERS);
        this.events = new EventMetrics(registry);
        this.stages = new StageMetrics(registry);
        this.batches = new BatchMetrics(registry, nanoTime);
        this.reuse = new ReuseMetrics(registry);
        this.fetches = new FetchMetrics(registry);
        this.models = new ModelMetrics(registry);
        Meters.gauge(registry, Metric.OLDEST_UNANSWERED, Tags.empty(), () -> oldestUnanswered.getAsDouble());
        Meters.gauge(registry, Metric.GROUP_LAG, Tags.empty(), () -> groupLag.getAsDouble());
        Meters.gauge(registry, Metric.BROKER_SILENCE, Tags.empty(), () -> brokerSilence.getAsDouble());
        this.outputs = new OutputMetrics(registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** A registry of its own, with this JVM's memory, garbage, threads and load already in it. */
    public static Metrics open() {
        return open(Clock.SYSTEM::monotonicTime);
    }

    /** As {@link #open()}, with the time that rates are taken by, in nanoseconds. */
    public static Metrics open(LongSupplier nanoTime) {
        return new Metrics(nanoTime);
    }

    public EventMetrics events() {
        return events;
    }

    public StageMetrics stages() {
        return stages;
    }

    public BatchMetrics batches() {
        return batches;
    }

    public ReuseMetrics reuse() {
        return reuse;
    }

    public FetchMetrics fetches() {
        return fetches;
    }

    public ModelMetrics models() {
        return models;
    }

    /** From now on this one says for how many seconds no broker has answered; it must return at once. */
    public void observeBrokers(DoubleSupplier silenceSeconds) {
        brokerSilence = silenceSeconds;
    }

    /**
     * From now on these tell how far the answers are behind; both must return at once.
     *
     * @param oldestSeconds the age of the oldest unanswered event
     * @param lagRecords of the consumer group; NaN when it is not known
     */
    public void observeBacklog(DoubleSupplier oldestSeconds, DoubleSupplier lagRecords) {
        oldestUnanswered = oldestSeconds;
        groupLag = lagRecords;
    }

    public OutputMetrics outputs() {
        return outputs;
    }

    /** For meters of other libraries. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Adds Kafka Streams' own metrics until the answer is closed; call it before {@code streams} starts. */
    public Binding bind(KafkaStreams streams) {
        return KafkaMetrics.bind(streams, registry)::close;
    }

    /** The end of what {@link #bind} began. */
    @FunctionalInterface
    public interface Binding extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * All metrics as text. One scrape at a time, so that each shows one balanced account of events.
     *
     * @param accept the request's Accept header; OpenMetrics where it asks for it, else Prometheus' own format
     */
    public synchronized Scrape scrape(@Nullable String accept) {
        String contentType = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TEXT : PROMETHEUS_TEXT;
        events.publish();
        return new Scrape(contentType, registry.scrape(contentType).getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a scrape. */
    @SuppressWarnings("ArrayRecordComponent") // written to a socket once, never compared
    public record Scrape(String contentType, byte[] body) {}

    /** The few figures that a person looks at. */
    public Status status() {
        return new Status(events.snapshot(), stages.histograms(), batches.status());
    }

    /** Everything since the start, except where it says otherwise; stages in the order of the work. */
    public record Status(
            EventMetrics.Snapshot events, List<StageMetrics.Histogram> stages, BatchMetrics.Status batches) {}

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
