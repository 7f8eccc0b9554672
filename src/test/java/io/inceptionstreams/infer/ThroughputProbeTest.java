package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ThroughputProbeTest {

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
        Model model = TinyModel.describe(Path.of("nowhere"), "a", "b");
        // 10 ms a batch, and 10 an image.
        Classifier classifier = SimulatedClassifier.of(new CostCurve(10, 10), "simulated", 6, 1, model.labels(), clock);

        Map<Integer, Double> pace = new ThroughputProbe(clock::nanos, Duration.ofSeconds(1)).measure(model, classifier);

        assertThat(pace).containsOnlyKeys(1, 2, 4, 6);
        assertThat(pace.get(1)).isEqualTo(50.0);
        assertThat(pace.get(4)).isEqualTo(80.0);
    }
}
