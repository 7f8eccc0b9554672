package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpRunnerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> heard = new ArrayList<>();
    private final WarmUpRunner warmUp = new WarmUpRunner(
            GoldenCheck.noise(48, true),
            WarmUp.ALL,
            nanos::get,
            (device, size, done, of, took) ->
                    heard.add(device + " " + size + ": " + done + "/" + of + " " + took.toMillis() + " ms"));

    /** Answers always the same, a millisecond an image. */
    private final class Fixed implements Classifier {
        private final float[] answer;
        private final List<Integer> sizes = new ArrayList<>();

        Fixed(float... answer) {
            this.answer = answer;
        }

        @Override
        public List<Scores> classify(List<ByteBuffer> images) {
            assertThat(images).allMatch(image -> image.remaining() == 48);
            sizes.add(images.size());
            nanos.addAndGet(images.size() * 1_000_000L);
            return Collections.nCopies(images.size(), new Scores(List.of("a", "b"), answer));
        }

        @Override
        public int maxBatch() {
            return 3;
        }

        @Override
        public int calls() {
            return 1;
        }

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public void close() {}
    }

    @Test
    void everySizeIsRunAndHeardOf() throws Exception {
        Fixed classifier = new Fixed(0.25f, 0.75f);

        warmUp.run(classifier);

        assertThat(classifier.sizes).containsExactly(3, 2, 1);
        assertThat(heard).containsExactly("cpu 3: 1/3 3 ms", "cpu 2: 2/3 2 ms", "cpu 1: 3/3 1 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.6, 'cpu: the model''s scores add up to 1.1'",
        "NaN, 1, 'cpu: the model''s score of a is no probability: NaN'",
        "Infinity, 0, 'cpu: the model''s score of a is no probability: Infinity'",
        "-1, 2, 'cpu: the model''s score of b is no probability: 2.0'"
    })
    void answersThatAreNoProbabilitiesAreRefused(float a, float b, String message) {
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> warmUp.run(new Fixed(a, b)))
                .withMessageStartingWith(message);
        assertThat(heard).isEmpty();
    }

    private WarmUpRunner golden(float... scores) {
        return golden(Precision.FLOAT32, scores);
    }

    private WarmUpRunner golden(Precision precision, float... scores) {
        List<GoldenCheck.GoldenSample> samples = new ArrayList<>();
        for (float score : scores) {
            samples.add(
                    new GoldenCheck.GoldenSample("image-" + score, ByteBuffer.allocate(48), List.of(score, 1 - score)));
        }
        return new WarmUpRunner(
                new GoldenCheck(samples, true, precision.goldenTolerance()), WarmUp.ALL, nanos::get, Progress.SILENT);
    }

    @Test
    void everyGoldenImageIsRunAtEverySize() throws Exception {
        Fixed classifier = new Fixed(0.25f, 0.75f);

        golden(0.25f, 0.251f, 0.249f, 0.2501f).run(classifier);

        assertThat(classifier.sizes).containsExactly(3, 3, 2, 2, 1, 1, 1, 1);
    }

    @Test
    void anAnswerThatIsNotGoldenIsRefused() {
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> golden(0.25f, 0.27f).run(new Fixed(0.25f, 0.75f)))
                .withMessage(
                        "cpu: the model disagrees with its golden image image-0.27 in a batch of 3: class 0 has 0.25,"
                                + " must have 0.27 to within 0.01");
    }

    @Test
    void bfloat16MayBeTwiceAsFarFromTheGoldenScoresAndNoFurther() throws Exception {
        golden(Precision.BFLOAT16, 0.25f, 0.265f).run(new Fixed(0.25f, 0.75f));

        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> golden(Precision.BFLOAT16, 0.25f, 0.275f).run(new Fixed(0.25f, 0.75f)))
                .withMessageContaining("golden image image-0.275")
                .withMessageEndingWith("must have 0.275 to within 0.02");
    }

    @Test
    void scoresOfManyClassesAnImageNeedNotAddUp() throws Exception {
        new WarmUpRunner(GoldenCheck.noise(48, false), WarmUp.ALL, nanos::get, Progress.SILENT)
                .run(new Fixed(0.9f, 0.8f));
    }
}
