package io.inceptionstreams.lab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.RandomCases;
import org.junit.jupiter.api.Test;

final class AxisTest {

    @Test
    void marksAreRound() {
        assertThat(Axis.linear(17).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0);
        assertThat(Axis.logarithmic(0.7, 120).ticks()).containsExactly(0.1, 1.0, 10.0, 100.0, 1000.0);
    }

    @Test
    void everyValueHasAPlaceWithin() {
        RandomCases.check(1_000, random -> {
            double largest = random.logarithmicBetween(0.01, 1e9);

            assertThat(Axis.linear(largest).place(largest)).isBetween(0.6, 1 + 1e-9);
            assertThat(Axis.linear(largest).ticks()).hasSizeBetween(3, 7);
            assertThat(Axis.logarithmic(largest / 3, largest).place(largest)).isBetween(0.0, 1 + 1e-9);
        });
    }
}
