package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ArrivalEstimatorTest {

    private final ArrivalEstimator arrivals = new ArrivalEstimator();
    private long now = -5_000;

    @Test
    void gapIsLongUntilInputsHaveCome() {
        assertThat(arrivals.gapNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(arrivals.sinceLastNanos(now)).isZero();
    }

    @Test
    void gapIsTheOneWithinABurst() {
        for (int burst = 0; burst < 40; burst++) {
            now += 1_000_000_000;
            for (int input = 0; input < 12; input++) {
                now += 100_000;
                arrivals.came(now);
            }
        }

        assertThat(arrivals.gapNanos()).isBetween(60_000L, 160_000L);
        assertThat(arrivals.sinceLastNanos(now + 7)).isEqualTo(7);
    }

    @Test
    void burstIsForgottenWhenInputsHaveBecomeRare() {
        for (int input = 0; input < 300; input++) {
            arrivals.came(now += 100_000);
        }
        for (int input = 0; input < 300; input++) {
            arrivals.came(now += 500_000_000);
        }

        assertThat(arrivals.gapNanos()).isGreaterThan(400_000_000L);
    }
}
