package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ModelMetricsTest {

    private final Metrics metrics = Metrics.open();

    @Test
    void bothResultsAreThereBeforeTheFirstSwap() {
        metrics.models().serves(7);
        metrics.models().refused();

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_model_version")).isEqualTo(7);
        assertThat(scraped.value("inception_model_swaps_total{result=\"swapped\"}"))
                .isZero();
        assertThat(scraped.value("inception_model_swaps_total{result=\"refused\"}"))
                .isEqualTo(1);
    }
}
