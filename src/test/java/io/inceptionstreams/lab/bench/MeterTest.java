package io.inceptionstreams.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MeterTest {

    @Test
    void measuresBehindThreeFifthsAndBeforeTheLastTwentieth() {
        Meter meter = new Meter(100, List.of(), List.of());

        meter.count(59);
        assertThat(meter.measuring()).isFalse();
        meter.count(60);
        assertThat(meter.measuring()).isTrue();
        meter.count(94);
        assertThat(meter.measuring()).isTrue();
        meter.count(95);
        assertThat(meter.measuring()).isFalse();
        assertThat(meter.perSecond()).isPositive();
    }

    @Test
    void whatComesAllAtOnceIsMeasuredFromTheStart() {
        Meter meter = new Meter(4, List.of(), List.of());

        meter.count(4);

        assertThat(meter.perSecond()).isPositive().isFinite();
    }
}
