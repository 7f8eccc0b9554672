package io.inceptionstreams.modelbuild.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.modelbuild.head.Examples.Example;
import io.inceptionstreams.modelbuild.head.HeadTraining.Judged;
import io.inceptionstreams.modelbuild.head.HeadTraining.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            all.add(new Example(i, i, features, i % classes));
        }
        return new Examples(all, classes);
    }

    @Test
    void classesThatCanBeToldApartAre() {
        Result result = HeadTraining.DEFAULTS.train(examples(3, 40, 8), 1);

        assertThat(Result.accuracy(result.heldOut())).isEqualTo(1);
        assertThat(result.learned()).hasSize(96);
        assertThat(result.heldOut()).hasSize(24);
        assertThat(result.confusion()).isDeepEqualTo(new int[][] {{8, 0, 0}, {0, 8, 0}, {0, 0, 8}});
    }

    @Test
    void theAccuracyIsWhatTheFeaturesAllow() {
        Result result = HeadTraining.DEFAULTS.train(examples(2, 1000, 2), 1);

        // Two normal distributions, 2 * sqrt(2) deviations apart: 92.1 % can be right.
        assertThat(Result.accuracy(result.heldOut())).isCloseTo(0.921, within(0.03));
    }

    @Test
    void trainingEndsWhereItWouldLearnNoiseByHeart() {
        Result result = HeadTraining.DEFAULTS.train(examples(2, 12, 0), 1);

        assertThat(result.iterations()).isLessThan(100);
    }

    @Test
    void everyExampleIsJudgedOnceUnderItsId() {
        Result result = HeadTraining.DEFAULTS.train(examples(2, 40, 1), 1);

        assertThat(Stream.concat(result.learned().stream(), result.heldOut().stream()))
                .extracting(Judged::id)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 80).boxed().toList());
        assertThat(result.heldOut()).allSatisfy(each -> {
            assertThat(each.label()).isEqualTo(each.id() % 2);
            assertThat(each.probability()).isBetween(0.5, 1.0);
        });
        long wrong = result.heldOut().stream().filter(each -> !each.isRight()).count();
        int[][] confusion = result.confusion();
        assertThat(wrong).isPositive().isEqualTo(confusion[0][1] + confusion[1][0]);
    }

    /** Groups of 1 to 5 examples: none is torn, and about the share that is asked for is held out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aGroupIsLearnedOrHeldOutAsAWhole(long seed) {
        List<Example> grouped = examples(2, 60, 3).all().stream()
                .map(each -> new Example(each.id(), each.id() * each.id() / 300, each.features(), each.label()))
                .toList();

        Examples.Split split = new Examples(grouped, 2).split(0.2, new Random(seed));

        for (int label = 0; label < 2; label++) {
            Set<Integer> learned = groups(split.training(), label);
            Set<Integer> heldOut = groups(split.heldOut(), label);
            assertThat(learned).isNotEmpty().doesNotContainAnyElementsOf(heldOut);
            assertThat(heldOut).isNotEmpty();
        }
        assertThat(split.heldOut().all()).hasSizeBetween(14, 30);
        assertThat(split.heldOut().all().size() + split.training().all().size()).isEqualTo(120);
    }

    private static Set<Integer> groups(Examples examples, int label) {
        return examples.all().stream()
                .filter(each -> each.label() == label)
                .map(Example::group)
                .collect(Collectors.toSet());
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
                List.of(
                        new Example(0, 0, new float[1], 0),
                        new Example(1, 1, new float[1], 0),
                        new Example(2, 2, new float[1], 1)),
                2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeadTraining.DEFAULTS.train(lonely, 1))
                .withMessageContaining("class 1 has 1 examples that may be parted");
    }
}
