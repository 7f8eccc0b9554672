package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReuseMetricsTest {

    @Test
    void whatWasSparedIsCounted() {
        Metrics metrics = Metrics.open();
        metrics.reuse().fetchShared();
        metrics.reuse().cacheHit();
        metrics.reuse().cacheHit();
        metrics.reuse().cacheMissed();
        metrics.reuse().observe(() -> 7);

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_fetches_shared_total")).isEqualTo(1);
        assertThat(scraped.value("inception_cache_hits_total")).isEqualTo(2);
        assertThat(scraped.value("inception_cache_misses_total")).isEqualTo(1);
        assertThat(scraped.value("inception_cache_entries")).isEqualTo(7);
    }
}
