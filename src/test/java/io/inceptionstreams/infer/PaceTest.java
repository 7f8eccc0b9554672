package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PaceTest {

    /** Time passes only while the device computes. */
    private static final class Stopped implements SimulatedClassifier.Clock {
        private long now = Long.MAX_VALUE - 5_000_000;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleepUntil(long nanos) {
            now = nanos;
        }
    }

    @Test
    void imagesASecondByBatchSize() throws ClassifierException {
        Stopped clock = new Stopped();
        Model model = new Model(
                Path.of("nowhere"),
                "tiny",
                "1",
                "0".repeat(64),
                List.of("a", "b"),
                new Preprocessing(4, 4, Resize.STRETCH, Interpolation.AREA),
                new Model.Signature("serving_default", "images", "probabilities"));
        // 10 ms a batch, and 10 an image.
        Classifier classifier =
                new SimulatedClassifier(new CostCurve(10, 10), "simulated", 6, 1, model.labels(), clock);

        Map<Integer, Double> pace = new Pace(clock::nanos, Duration.ofSeconds(1)).measure(model, classifier);

        assertThat(pace).containsOnlyKeys(1, 2, 4, 6);
        assertThat(pace.get(1)).isEqualTo(50.0);
        assertThat(pace.get(4)).isEqualTo(80.0);
    }
}
