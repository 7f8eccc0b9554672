package io.inceptionstreams.modelbuild.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.infer.Scores;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private static final Agreement THREE = Agreement.of(
            List.of(scores(0.9f, 0.1f), scores(0.4f, 0.6f), scores(0.49f, 0.51f)),
            List.of(scores(0.9f, 0.1f), scores(0.38f, 0.62f), scores(0.52f, 0.48f)));

    @Test
    void labelsAndTheLargestDifferenceOfEachPhotoCount() {
        assertThat(THREE.sameLabel()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(THREE.meanDifference()).isCloseTo((0 + 0.02 + 0.03) / 3, within(1e-6));
        assertThat(THREE.worst(1))
                .singleElement()
                .satisfies(worst -> assertThat(worst.photo()).isEqualTo(2))
                .satisfies(worst -> assertThat(worst.label()).isEqualTo("b"))
                .satisfies(worst -> assertThat(worst.other()).isEqualTo("a"));
    }

    @Test
    void scoresThatAreNoNumbersDifferMost() {
        Agreement broken = Agreement.of(List.of(scores(0.9f, 0.1f)), List.of(scores(Float.NaN, 0.1f)));

        assertThat(broken.meanDifference()).isNaN();
        assertThat(new Calibration(Path.of(""), 0, 1).accepts(broken)).isFalse();
    }

    @Test
    void bothLimitsMustHold() {
        assertThat(new Calibration(Path.of(""), 0.6, 0.02).accepts(THREE)).isTrue();
        assertThat(new Calibration(Path.of(""), 0.7, 0.02).accepts(THREE)).isFalse();
        assertThat(new Calibration(Path.of(""), 0.6, 0.01).accepts(THREE)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(Path.of(""), 1.1, 0.01))
                .withMessage("--agreement: must be from 0 to 1, is 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(Path.of(""), 1, 0))
                .withMessage("--max-difference: must be above 0 and at most 1, is 0.0");
    }

    private static Scores scores(float a, float b) {
        return new Scores(List.of("a", "b"), new float[] {a, b});
    }
}
