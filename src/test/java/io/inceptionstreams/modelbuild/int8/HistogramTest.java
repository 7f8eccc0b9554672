package io.inceptionstreams.modelbuild.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @Test
    void quantilesAreKnownToAFewThousandths() {
        Histogram histogram = new Histogram();
        float[] numbers = new float[100_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i / 100f; // to 1,000, in an order that grows the range ten times
        }
        histogram.add(numbers);

        assertThat(histogram.largest()).isEqualTo(999.99f);
        assertThat(histogram.quantile(0.5)).isCloseTo(500, within(1f));
        assertThat(histogram.quantile(0.999)).isCloseTo(999, within(1f));
        assertThat(histogram.quantile(1)).isEqualTo(999.99f);
    }

    @Test
    void theLeastErrorCutsOffWhatIsAloneFarAway() {
        Histogram histogram = new Histogram();
        Random random = new Random(7);
        float[] numbers = new float[1_000_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.abs(random.nextGaussian());
        }
        numbers[0] = 20;
        histogram.add(numbers);

        assertThat(histogram.leastError()).isBetween(3.5f, 10f);
    }

    @Test
    void nothingIsCutOffWhereAllNumbersAreAsFrequent() {
        Histogram histogram = new Histogram();
        float[] numbers = new float[10_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        histogram.add(numbers);

        assertThat(histogram.leastError()).isCloseTo(9_999, within(110f));
    }

    @ParameterizedTest
    @EnumSource(RangeChoice.class)
    void aLayerThatWasAlwaysZeroHasARangeToo(RangeChoice choice) {
        Histogram histogram = new Histogram();
        histogram.add(new float[100]);

        assertThat(choice.of(histogram)).isEqualTo(1e-3f);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
    void whatReluCannotGiveIsRefused(float value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Histogram().add(new float[] {value}));
    }
}
