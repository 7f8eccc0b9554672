package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.infer.Scores.Ranked;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedClassifierTest {

    /** Time stands still but for sleeping, which ends at half of the way each time, as a real one may. */
    private static final class VirtualClock implements SimulatedClassifier.Clock {
        private long now = Long.MAX_VALUE - 1_000_000;
        private @Nullable Runnable meanwhile;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleepUntil(long nanos) {
            now += Math.max(1, (nanos - now) / 2);
            Runnable once = meanwhile;
            meanwhile = null;
            if (once != null) {
                once.run();
            }
        }
    }

    private static final List<String> LABELS =
            IntStream.range(0, 5).mapToObj(i -> "class " + i).toList();

    private final VirtualClock clock = new VirtualClock();
    private final Classifier classifier =
            SimulatedClassifier.of(new CostCurve(8, 0.4), "simulated:8.0+0.4", 16, 2, LABELS, clock);

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void aBatchTakesWhatTheCurveSays() throws Exception {
        for (int images : new int[] {1, 4, 16}) {
            long before = clock.nanos();

            List<Scores> scores = classifier.classify(Collections.nCopies(images, image(1)));

            assertThat(scores).hasSize(images);
            assertThat(Duration.ofNanos(clock.nanos() - before))
                    .isEqualTo(Duration.ofNanos(8_000_000 + 400_000L * images));
        }
    }

    @Test
    void aBatchThatComesWhileTheDeviceWorksWaitsForItsEnd() throws Exception {
        long before = clock.nanos();
        long[] second = new long[1];
        clock.meanwhile = () -> {
            classifyQuietly(image(2));
            second[0] = clock.nanos() - before;
        };

        classifier.classify(List.of(image(1)));

        assertThat(Duration.ofNanos(second[0])).isEqualTo(Duration.ofNanos(2 * 8_400_000));
    }

    private void classifyQuietly(ByteBuffer image) {
        try {
            classifier.classify(List.of(image));
        } catch (ClassifierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theScoresFollowFromThePixelsAlone() throws Exception {
        List<Scores> batch = classifier.classify(List.of(image(1), image(2), image(1)));
        List<Scores> alone = classifier.classify(List.of(image(2)));

        assertThat(batch.get(0).top(5))
                .isEqualTo(batch.get(2).top(5))
                .isNotEqualTo(batch.get(1).top(5));
        assertThat(alone.get(0).top(5)).isEqualTo(batch.get(1).top(5));
    }

    @Test
    void theScoresAreProbabilitiesOfItsLabels() throws Exception {
        List<Ranked> scores = classifier.classify(List.of(image(3))).get(0).top(99);

        assertThat(scores).extracting(Ranked::label).containsExactlyInAnyOrderElementsOf(LABELS);
        assertThat(scores.stream().mapToDouble(Ranked::score).sum()).isBetween(1 - 1e-5, 1 + 1e-5);
    }

    @Test
    void theBuffersAreLeftAsTheyWere() throws Exception {
        ByteBuffer image = image(1).position(3).limit(90);

        classifier.classify(List.of(image));

        assertThat(image.position()).isEqualTo(3);
        assertThat(image.limit()).isEqualTo(90);
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> classifier.classify(List.of(image(1))))
                .withMessage("simulated:8.0+0.4: interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aBatchHasOneToTheMostImages() {
        assertThatIllegalArgumentException().isThrownBy(() -> classifier.classify(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> classifier.classify(Collections.nCopies(17, image(1))));
    }

    private static ByteBuffer image(int seed) {
        byte[] pixels = new byte[4 * 4 * 3 * 100];
        new Random(seed).nextBytes(pixels);
        return ByteBuffer.wrap(pixels);
    }
}
