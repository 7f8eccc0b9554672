package io.inceptionstreams.lab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FigureTest {

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleOnes() {
        assertThat(Figure.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Figure(2.5, 1, 4));
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Figure.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Figure(2, 1, 9));
    }

    @Test
    void aPercentileLiesBetweenItsNeighboursInProportion() {
        List<Double> sorted = List.of(0.0, 10.0, 20.0, 30.0, 40.0);

        assertThat(Figure.percentile(sorted, 0)).isZero();
        assertThat(Figure.percentile(sorted, 0.99)).isCloseTo(39.6, offset(1e-9));
        assertThat(Figure.percentile(sorted, 1)).isEqualTo(40);
    }

    @Test
    void nothingHasNoFigure() {
        assertThatThrownBy(() -> Figure.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
