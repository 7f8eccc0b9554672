package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FetchMetricsTest {

    @Test
    void readsThatHangAreCounted() {
        Metrics metrics = Metrics.open();
        metrics.fetches().readsHang(2);
        metrics.fetches().readsHang(1);
        metrics.fetches().threadReplaced();

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_file_reads_hanging")).isEqualTo(1);
        assertThat(scraped.value("inception_file_threads_replaced_total")).isEqualTo(1);
    }

    @Test
    void hostsThatAreLeftAloneAreCounted() {
        Metrics metrics = Metrics.open();
        metrics.fetches().breakerOpened();
        metrics.fetches().breakersOpen(1);
        metrics.fetches().refusedByBreaker();
        metrics.fetches().refusedByBreaker();

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_breakers_open")).isEqualTo(1);
        assertThat(scraped.value("inception_breakers_opened_total")).isEqualTo(1);
        assertThat(scraped.value("inception_breaker_refusals_total")).isEqualTo(2);
    }
}
