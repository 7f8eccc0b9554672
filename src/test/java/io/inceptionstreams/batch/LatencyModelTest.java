package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LatencyModelTest {

    private final LatencyModel latencies = new LatencyModel(16);

    @Test
    void nothingIsKnownBeforeTheFirstRun() {
        assertThat(latencies.nanos(7)).isZero();
        assertThat(latencies.fastestNanos()).isZero();
    }

    @Test
    void sizesThatWereNotSeenLieOnALine() {
        latencies.add(4, 400);
        latencies.add(8, 600);

        assertThat(latencies.nanos(1)).isEqualTo(100);
        assertThat(latencies.nanos(6)).isEqualTo(500);
        assertThat(latencies.nanos(16)).isEqualTo(1_200);
    }

    @Test
    void firstRunThatMadeWhatOthersUseDoesNotCount() {
        latencies.add(8, 5_000);
        latencies.add(8, 600);

        assertThat(latencies.nanos(8)).isEqualTo(600);
    }

    @Test
    void pauseHardlyMovesTheMean() {
        for (int i = 0; i < 20; i++) {
            latencies.add(8, 600);
        }
        latencies.add(8, 60_000);

        assertThat(latencies.nanos(8)).isEqualTo(660, within(1e-6));
        assertThat(latencies.fastestNanos()).isEqualTo(600);
    }

    @Test
    void deviceThatBecameSlowerIsSeenToBe() {
        for (int i = 0; i < 20; i++) {
            latencies.add(8, 600);
        }
        for (int i = 0; i < 50; i++) {
            latencies.add(8, 2_400);
        }

        assertThat(latencies.nanos(8)).isCloseTo(2_400, within(60.0));
    }
}
