package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HalfTest {

    /** By the definition: sign, 5 bits of exponent, 10 of fraction. */
    private static double value(int half) {
        int exponent = (half >>> 10) & 31;
        int fraction = half & 1023;
        double magnitude = exponent == 0 ? fraction * 0x1p-24 : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
        return (half & 0x8000) == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyHalfIsItself() {
        for (int half = 0; half < 0x7c00; half++) {
            assertThat(Half.of((float) value(half))).isEqualTo((short) half);
            assertThat(Half.of((float) value(half | 0x8000))).isEqualTo((short) (half | 0x8000));
        }
    }

    @Test
    void whatLiesBetweenGoesToTheNearestAndTiesToTheEven() {
        for (int half = 0; half < 0x7bff; half++) {
            float below = (float) value(half);
            float above = (float) value(half + 1);
            float middle = (below + above) / 2;

            assertThat(Half.of(middle)).isEqualTo((short) (half % 2 == 0 ? half : half + 1));
            assertThat(Half.of(Math.nextDown(middle))).isEqualTo((short) half);
            assertThat(Half.of(Math.nextUp(middle))).isEqualTo((short) (half + 1));
        }
    }

    @Test
    void whatIsTooSmallIsZero() {
        assertThat(Half.of(Float.MIN_VALUE)).isZero();
        assertThat(Half.of(-1e-30f)).isEqualTo((short) 0x8000);
    }

    @ParameterizedTest
    @ValueSource(floats = {65520f, -70000f, Float.NaN, Float.POSITIVE_INFINITY})
    void whatIsTooLargeIsRefused(float value) {
        assertThat(Half.of(65519.9f)).isEqualTo((short) 0x7bff);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Half.of(value))
                .withMessage(value + " does not fit into half precision");
    }
}
