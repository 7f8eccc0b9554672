package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whose time the device's is, in virtual time. */
final class DeviceLoadTest {

    private static final int CALLS = 3;

    private long now = Long.MAX_VALUE - 50;
    private final DeviceLoad load = new DeviceLoad(4, () -> now);

    @Test
    void aLoneCallHasAllOfTheTime() {
        load.begin();
        double start = load.sharedNanos();
        now += 100;

        assertThat(load.sharedNanos() - start).isEqualTo(100);
    }

    @Test
    void callsThatOverlapHaveEqualPartsWhileTheyDo() {
        load.begin();
        double first = load.sharedNanos();
        now += 100;
        load.begin();
        double second = load.sharedNanos();
        now += 60;

        assertThat(load.sharedNanos() - first).isEqualTo(100 + 30);
        assertThat(load.end(false)).as("idle").isFalse();
        now += 10;
        assertThat(load.sharedNanos() - second).isEqualTo(30 + 10);
        assertThat(load.end(false)).as("idle").isTrue();
    }

    /** Each step begins or ends a call, where that can be. */
    @Property
    void theSharesAddUpToTheTimeInWhichTheDeviceWorked(@ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> steps) {
        now = 0;
        DeviceLoad shared = new DeviceLoad(4, () -> now);
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
        assertThat(load.begin()).as("at the start nothing was due").isZero();
        load.end(true);
        now += 7;
        assertThat(load.begin()).isEqualTo(7);
        assertThat(load.begin()).as("it works").isZero();
        load.end(true);
        load.end(false);
        now += 7;
        assertThat(load.begin()).isZero();
    }

    @Test
    void answersAsManyASecondAsItsBestSizeAllows() {
        assertThat(load.perSecond(BatchSizes.ANY)).as("before the first run").isZero();
        load.times.add(1, 10_000_000);
        load.times.add(4, 20_000_000);

        assertThat(load.perSecond(BatchSizes.ANY)).isCloseTo(200, within(1e-9));
    }

    @Test
    void limitGrowsAfterSoManyBatchesOfItsSize() {
        load.limitTo(2);

        assertThat(load.mayGrow(2, 2)).isFalse();
        assertThat(load.mayGrow(1, 2)).isFalse();
        assertThat(load.mayGrow(2, 2)).isTrue();
        assertThat(load.limitTo(4)).isEqualTo(2);
        assertThat(load.mayGrow(4, 1)).as("at its largest").isFalse();
    }
}
