package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.testing.RandomCases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose time the device's is, in virtual time. */
final class DeviceStateTest {

    private static final int CALLS = 3;

    private long now = Long.MAX_VALUE - 50;
    private final DeviceState state = new DeviceState(4, () -> now);

    @Test
    void aLoneCallHasAllOfTheTime() {
        state.begin();
        double start = state.sharedNanos();
        now += 100;

        assertThat(state.sharedNanos() - start).isEqualTo(100);
    }

    @Test
    void callsThatOverlapHaveEqualPartsWhileTheyDo() {
        state.begin();
        double first = state.sharedNanos();
        now += 100;
        state.begin();
        double second = state.sharedNanos();
        now += 60;

        assertThat(state.sharedNanos() - first).isEqualTo(100 + 30);
        assertThat(state.end(false)).as("idle").isFalse();
        now += 10;
        assertThat(state.sharedNanos() - second).isEqualTo(30 + 10);
        assertThat(state.end(false)).as("idle").isTrue();
    }

    /** Each step begins or ends a call, where that can be. */
    @Test
    void theSharesAddUpToTheTimeInWhichTheDeviceWorked() {
        RandomCases.check(1_000, random -> theSharesAddUp(random.list(0, 40, () -> random.intBetween(0, 9))));
    }

    private void theSharesAddUp(List<Integer> steps) {
        now = 0;
        DeviceState shared = new DeviceState(4, () -> now);
        List<Double> begun = new ArrayList<>();
        double shares = 0;
        long worked = 0;
        for (int step : steps) {
            worked += begun.isEmpty() ? 0 : step;
            now += step;
            boolean begins = begun.isEmpty() || (step % 2 == 0 && begun.size() < CALLS);
            if (begins) {
                shared.begin();
                begun.add(shared.sharedNanos());
            } else {
                shares += shared.sharedNanos() - begun.remove(0);
                shared.end(false);
            }
        }
        for (double start : begun) {
            shares += shared.sharedNanos() - start;
        }

        assertThat(shares).isCloseTo((double) worked, within(1e-6));
    }

    @Test
    void theTimeWithoutACallCountsOnlyWhenABatchWasDue() {
        assertThat(state.begin()).as("at the start nothing was due").isZero();
        state.end(true);
        now += 7;
        assertThat(state.begin()).isEqualTo(7);
        assertThat(state.begin()).as("it works").isZero();
        state.end(true);
        state.end(false);
        now += 7;
        assertThat(state.begin()).isZero();
    }

    @Test
    void answersAsManyASecondAsItsBestSizeAllows() {
        assertThat(state.perSecond(BatchSizes.ANY)).as("before the first run").isZero();
        state.latencies.add(1, 10_000_000);
        state.latencies.add(4, 20_000_000);

        assertThat(state.perSecond(BatchSizes.ANY)).isCloseTo(200, within(1e-9));
    }

    @Test
    void limitGrowsAfterSoManyBatchesOfItsSize() {
        state.limitTo(2);

        assertThat(state.mayGrow(2, 2)).isFalse();
        assertThat(state.mayGrow(1, 2)).isFalse();
        assertThat(state.mayGrow(2, 2)).isTrue();
        assertThat(state.limitTo(4)).isEqualTo(2);
        assertThat(state.mayGrow(4, 1)).as("at its largest").isFalse();
    }
}
