package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BatchMetricsTest {

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final Metrics metrics = Metrics.open(nanos::get);
    private final BatchMetrics batches = metrics.batches();

    @Test
    void sizesImagesAndBusyTimeAddUp() {
        batches.batchLabelled("cpu", 8, TimeUnit.MILLISECONDS.toNanos(500));
        batches.batchLabelled("cpu", 2, TimeUnit.MILLISECONDS.toNanos(250));
        batches.batchLabelled("gpu:0", 32, TimeUnit.MILLISECONDS.toNanos(100));
        batches.batchFailed("gpu:0", TimeUnit.MILLISECONDS.toNanos(900));
        batches.deviceIdleUnderBacklog("cpu", TimeUnit.MILLISECONDS.toNanos(125));

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_images_labelled_total")).isEqualTo(42);
        assertThat(scraped.value("inception_batch_size_count")).isEqualTo(3);
        assertThat(scraped.value("inception_batch_size_sum")).isEqualTo(42);
        assertThat(scraped.value("inception_batch_size_bucket{le=\"8.0\"}")).isEqualTo(2);
        assertThat(scraped.value("inception_batch_failures_total")).isEqualTo(1);
        assertThat(scraped.value("inception_device_busy_seconds_total{device=\"cpu\"}"))
                .isEqualTo(0.75);
        assertThat(scraped.value("inception_device_busy_seconds_total{device=\"gpu:0\"}"))
                .isEqualTo(1.0);
        assertThat(scraped.value("inception_device_idle_under_backlog_seconds_total{device=\"cpu\"}"))
                .isEqualTo(0.125);
    }

    @Test
    void devicesThatAreExpectedHaveTheirCountersAtZero() {
        batches.expect(List.of("gpu:0", "gpu:1"));

        Scraped scraped = Scraped.of(metrics);
        for (String device : List.of("gpu:0", "gpu:1")) {
            for (String time : List.of("busy", "idle_under_backlog", "held")) {
                assertThat(scraped.value("inception_device_%s_seconds_total{device=\"%s\"}".formatted(time, device)))
                        .isZero();
            }
        }
    }

    @Test
    void whatADeviceHasTaughtIsShownForEach() {
        batches.learned("cpu", 8, TimeUnit.MILLISECONDS.toNanos(500), TimeUnit.MILLISECONDS.toNanos(70));
        batches.learned("cpu", 16, TimeUnit.MILLISECONDS.toNanos(1000), TimeUnit.MILLISECONDS.toNanos(75));
        batches.learned("gpu:0", 32, TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(8));
        batches.deviceHeld("gpu:0", TimeUnit.MILLISECONDS.toNanos(250));

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_batch_best_size{device=\"cpu\"}")).isEqualTo(16);
        assertThat(scraped.value("inception_batch_best_run_seconds{device=\"cpu\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("inception_batch_single_run_seconds{device=\"cpu\"}"))
                .isEqualTo(0.075);
        assertThat(scraped.value("inception_batch_best_size{device=\"gpu:0\"}")).isEqualTo(32);
        assertThat(scraped.value("inception_device_held_seconds_total{device=\"gpu:0\"}"))
                .isEqualTo(0.25);
    }

    @Test
    void faultsAndRetriesAreCounted() {
        batches.batchSplit();
        batches.batchLimitHalved();
        batches.retried();
        batches.retried();

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_batch_splits_total")).isEqualTo(1);
        assertThat(scraped.value("inception_batch_halvings_total")).isEqualTo(1);
        assertThat(scraped.value("inception_retries_total")).isEqualTo(2);
    }

    @Test
    void queueAndLimitAreReadWhenScraped() {
        AtomicLong depth = new AtomicLong(3);
        batches.observe(depth::intValue, () -> 32, () -> List.of("cpu:bfloat16"));
        depth.set(7);

        assertThat(Scraped.of(metrics).value("inception_queue_depth")).isEqualTo(7);
        assertThat(Scraped.of(metrics).value("inception_batch_limit")).isEqualTo(32);
        assertThat(metrics.status().batches().queueDepth()).isEqualTo(7);
        assertThat(metrics.status().batches().devices()).containsExactly("cpu:bfloat16");
    }

    @Test
    void theRateIsThatOfTheLastTenSeconds() {
        assertThat(rate()).isZero();

        // 20 images a second for 30 s
        for (int tenth = 0; tenth < 300; tenth++) {
            batches.batchLabelled("cpu", 2, 1);
            pass(100);
        }
        assertThat(rate()).isCloseTo(20, within(0.3));

        // At the turn of a second the window is the nine before: 4 s of 20 and 5 s of none.
        pass(5_000);
        assertThat(rate()).isCloseTo(80 / 9.0, within(0.01));
        pass(5_000);
        assertThat(rate()).isZero();
    }

    @Test
    void theFirstSecondIsNotExtrapolated() {
        batches.batchLabelled("cpu", 8, 1);
        pass(10);
        assertThat(rate()).isEqualTo(8);

        pass(3_990);
        assertThat(rate()).isEqualTo(2);
    }

    private double rate() {
        return Scraped.of(metrics).value("inception_images_per_second");
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
