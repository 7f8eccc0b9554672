package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RunTimesTest {

    private final RunTimes times = new RunTimes(16);

    @Test
    void nothingIsKnownBeforeTheFirstRun() {
        assertThat(times.nanos(7)).isZero();
        assertThat(times.fastestNanos()).isZero();
    }

    @Test
    void sizesThatWereNotSeenLieOnALine() {
        times.add(4, 400);
        times.add(8, 600);

        assertThat(times.nanos(1)).isEqualTo(100);
        assertThat(times.nanos(6)).isEqualTo(500);
        assertThat(times.nanos(16)).isEqualTo(1_200);
    }

    @Test
    void firstRunThatMadeWhatOthersUseDoesNotCount() {
        times.add(8, 5_000);
        times.add(8, 600);

        assertThat(times.nanos(8)).isEqualTo(600);
    }

    @Test
    void pauseHardlyMovesTheMean() {
        for (int i = 0; i < 20; i++) {
            times.add(8, 600);
        }
        times.add(8, 60_000);

        assertThat(times.nanos(8)).isEqualTo(660, within(1e-6));
        assertThat(times.fastestNanos()).isEqualTo(600);
    }

    @Test
    void deviceThatBecameSlowerIsSeenToBe() {
        for (int i = 0; i < 20; i++) {
            times.add(8, 600);
        }
        for (int i = 0; i < 50; i++) {
            times.add(8, 2_400);
        }

        assertThat(times.nanos(8)).isCloseTo(2_400, within(60.0));
    }
}
