package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where the time of an event goes: a histogram per stage. Fixed buckets from 1 ms to 30 s, a factor of 2 to 2.5 apart,
 * which Prometheus can add up over instances; client-side percentiles, which it cannot, were rejected. Methods may be
 * called from any thread.
 */
public final class StageMetrics {

    private static final Duration[] BUCKETS = Stream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<Stage, Timer> timers = new EnumMap<>(Stage.class);

    StageMetrics(MeterRegistry registry) {
        for (Stage stage : Stage.values()) {
            Timer timer = Timer.builder(Metric.STAGE.meterName())
                    .tag(Metric.STAGE.tag(), stage.code())
                    .description(Metric.STAGE.description())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            timers.put(stage, timer);
        }
    }

    /** The stages of an event, in order; {@code TOTAL} is from intake to answer. */
    public enum Stage {
        FETCH,
        DECODE,
        /** The wait for a batch and a device. */
        QUEUE,
        INFERENCE,
        TOTAL;

        /** The value of the tag. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public void record(Stage stage, Duration duration) {
        record(stage, duration.toNanos());
    }

    public void record(Stage stage, long nanos) {
        timer(stage).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** All stages since the start, in order. */
    List<Histogram> histograms() {
        return Arrays.stream(Stage.values())
                .map(stage -> Histogram.of(stage, timer(stage)))
                .toList();
    }

    private Timer timer(Stage stage) {
        // Every stage has one since the constructor.
        return Objects.requireNonNull(timers.get(stage));
    }

    /**
     * One stage since the start.
     *
     * @param buckets cumulative, ascending; what took longer than the last bound is in {@code count} only
     */
    public record Histogram(String stage, long count, double sumMs, List<Bucket> buckets) {

        private static Histogram of(Stage stage, Timer timer) {
            var snapshot = timer.takeSnapshot();
            List<Bucket> buckets = Arrays.stream(snapshot.histogramCounts())
                    .map(bucket -> new Bucket(bucket.bucket(TimeUnit.MILLISECONDS), (long) bucket.count()))
                    .toList();
            return new Histogram(stage.code(), snapshot.count(), snapshot.total(TimeUnit.MILLISECONDS), buckets);
        }

        /** How many took {@code upToMs} or less. */
        public record Bucket(double upToMs, long count) {}
    }
}
