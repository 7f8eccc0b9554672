package io.inceptionstreams.lab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inceptionstreams.lab.bench.report.Report.Row;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {

    @Test
    void aRateIsToldForAnHourOfTheMachineAndOfOneCore() {
        Measurements measured = new Measurements();

        measured.addHours("application", 25, 2);
        measured.addHours("application", 27, 2);

        assertThat(measured.rows())
                .extracting(Row::metric, Row::unit, Row::median)
                .containsExactly(
                        tuple("images an hour", "images", 93_600.0), tuple("images a core-hour", "images", 46_800.0));
    }
}
