package io.inceptionstreams.metrics;

import io.inceptionstreams.util.DaemonThreads;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Kafka Streams' own metrics, with those of its consumers and producers: lag, commit times, rebalances. Their number
 * grows with threads, tasks and partitions, so it is bounded: nothing per broker connection, and no more than a fixed
 * number of meters in all.
 */
final class KafkaMetrics implements AutoCloseable {

    private static final String PREFIX = "kafka.";
    /** Of one broker connection; bootstrap connections get ever new ones. */
    private static final String PER_CONNECTION_TAG = "node.id";

    /** Between two looks for new ones: a partition that has just come shows its lag after that, and not after a minute. */
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final KafkaStreamsMetrics binder;
    private final ScheduledExecutorService refresher;

    private KafkaMetrics(KafkaStreamsMetrics binder, ScheduledExecutorService refresher) {
        this.binder = binder;
        this.refresher = refresher;
    }

    /** Follows the metrics of {@code streams}, which come and go with its tasks, until it is closed. */
    static KafkaMetrics bind(KafkaStreams streams, MeterRegistry registry) {
        ScheduledExecutorService refresher =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kafka-metrics"));
        KafkaStreamsMetrics binder = new KafkaStreamsMetrics(streams, Tags.empty(), refresher, REFRESH);
        binder.bindTo(registry);
        return new KafkaMetrics(binder, refresher);
    }

    /** Must be in place before {@link #bind}. */
    static void bound(MeterRegistry registry, int maxMeters) {
        Limit limit = new Limit(maxMeters);
        registry.config().meterFilter(limit).onMeterRemoved(meter -> limit.accepted.remove(meter.getId()));
    }

    @Override
    public void close() {
        binder.close();
        refresher.shutdownNow();
    }

    private static final class Limit implements MeterFilter {

        private final int maxMeters;
        private final Set<Meter.Id> accepted = ConcurrentHashMap.newKeySet();

        Limit(int maxMeters) {
            this.maxMeters = maxMeters;
        }

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            if (!id.getName().startsWith(PREFIX)) {
                return MeterFilterReply.NEUTRAL;
            }
            if (id.getTag(PER_CONNECTION_TAG) != null) {
                return MeterFilterReply.DENY;
            }
            if (accepted.contains(id)) {
                return MeterFilterReply.NEUTRAL;
            }
            if (accepted.size() >= maxMeters) {
                return MeterFilterReply.DENY;
            }
            accepted.add(id);
            return MeterFilterReply.NEUTRAL;
        }
    }
}
