package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrecisionTrialTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> calls = new ArrayList<>();
    private final PrecisionTrial trial = new PrecisionTrial(GoldenCheck.noise(48, true), nanos::get);

    @Test
    void bothRunTheSameBatchInTurnAndTheFirstRunOfEachDoesNotCount() throws Exception {
        double gain = trial.gain(new Timed("plain", 900, 100), new Timed("other", 5, 50));

        assertThat(gain).isEqualTo(2, within(1e-9));
        assertThat(calls).hasSize(2 + 2 * PrecisionTrial.ROUNDS).startsWith("plain 4", "other 4", "plain 4", "other 4");
    }

    @Test
    void aRoundThatWasDisturbedDoesNotDecide() throws Exception {
        double gain = trial.gain(new Timed("plain", 1, 100, 100, 900, 100, 100), new Timed("other", 1, 50));

        assertThat(gain).isEqualTo(2, within(1e-9));
    }

    @Test
    void onASlowMachineTwoRoundsAreEnough() throws Exception {
        double gain = trial.gain(new Timed("plain", 1, 9_000), new Timed("other", 1, 12_000));

        assertThat(gain).isEqualTo(0.75, within(1e-9));
        assertThat(calls).hasSize(2 + 2 * PrecisionTrial.LEAST_ROUNDS);
    }

    @Test
    void aFailureIsTheCallersToJudge() {
        Timed broken = new Timed("other", 1, 1) {
            @Override
            public List<Scores> classify(List<ByteBuffer> images) throws ClassifierException {
                throw new ClassifierException("no kernel");
            }
        };

        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> trial.gain(new Timed("plain", 1, 1), broken))
                .withMessage("no kernel");
    }

    /** Its n-th call takes the n-th number of milliseconds; calls after those take the last number. */
    private class Timed implements Classifier {
        private final String name;
        private final long[] millis;
        private int done;

        Timed(String name, long... millis) {
            this.name = name;
            this.millis = millis;
        }

        @Override
        public List<Scores> classify(List<ByteBuffer> images) throws ClassifierException {
            calls.add(name + " " + images.size());
            nanos.addAndGet(millis[Math.min(done, millis.length - 1)] * 1_000_000);
            done++;
            return Collections.nCopies(images.size(), new Scores(List.of("a"), new float[] {1}));
        }

        @Override
        public int maxBatch() {
            return 16;
        }

        @Override
        public int calls() {
            return 1;
        }

        @Override
        public String device() {
            return name;
        }

        @Override
        public void close() {}
    }
}
