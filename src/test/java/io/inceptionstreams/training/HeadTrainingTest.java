package io.inceptionstreams.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.training.Examples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeadTrainingTest {

    /** Each class has a feature of its own that is higher by {@code gap}, among noise of deviation 1. */
    private static Examples examples(int classes, int each, double gap) {
        Random random = new Random(7);
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < classes * each; i++) {
            float[] features = new float[20];
            for (int f = 0; f < features.length; f++) {
                features[f] = (float) (5 + f * random.nextGaussian());
            }
            features[5 + i % classes] += (float) (gap * (5 + i % classes));
            all.add(new Example(features, i % classes));
        }
        return new Examples(all, classes);
    }

    @Test
    void classesThatCanBeToldApartAre() {
        HeadTraining.Result result = HeadTraining.DEFAULTS.train(examples(3, 40, 8), 1);

        assertThat(result.accuracy()).isEqualTo(1);
        assertThat(result.training()).isEqualTo(96);
        assertThat(result.heldOut()).isEqualTo(24);
        assertThat(result.confusion()).isDeepEqualTo(new int[][] {{8, 0, 0}, {0, 8, 0}, {0, 0, 8}});
    }

    @Test
    void theAccuracyIsWhatTheFeaturesAllow() {
        HeadTraining.Result result = HeadTraining.DEFAULTS.train(examples(2, 1000, 2), 1);

        // Two normal distributions, 2 * sqrt(2) deviations apart: 92.1 % can be right.
        assertThat(result.accuracy()).isCloseTo(0.921, within(0.03));
    }

    @Test
    void trainingEndsWhereItWouldLearnNoiseByHeart() {
        HeadTraining.Result result = HeadTraining.DEFAULTS.train(examples(2, 12, 0), 1);

        assertThat(result.iterations()).isLessThan(100);
    }

    @Test
    void theSameSeedGivesTheSameHead() {
        Examples examples = examples(3, 10, 3);

        assertThat(HeadTraining.DEFAULTS.train(examples, 4).head().kernel())
                .isEqualTo(HeadTraining.DEFAULTS.train(examples, 4).head().kernel());
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        SoftmaxLoss loss = new SoftmaxLoss(examples(3, 4, 1), 0.1, 0.01);
        double[] point = new double[loss.parameters()];
        Random random = new Random(3);
        for (int i = 0; i < point.length; i++) {
            point[i] = random.nextGaussian() / 20;
        }
        double[] gradient = loss.gradient(point);
        for (int i = 0; i < point.length; i += 7) {
            double middle = point[i];
            point[i] = middle + 1e-5;
            double above = loss.value(point);
            point[i] = middle - 1e-5;
            double below = loss.value(point);
            point[i] = middle;
            assertThat(gradient[i]).as("parameter " + i).isCloseTo((above - below) / 2e-5, within(1e-5));
        }
    }

    @Test
    void aClassNeedsTwoExamples() {
        Examples lonely = new Examples(
                List.of(new Example(new float[1], 0), new Example(new float[1], 0), new Example(new float[1], 1)), 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeadTraining.DEFAULTS.train(lonely, 1))
                .withMessageContaining("class 1 has 1 examples");
    }
}
