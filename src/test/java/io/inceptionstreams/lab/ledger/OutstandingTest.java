package io.inceptionstreams.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the ledger holds a log to have, and which of its events wait for an answer. */
final class OutstandingTest {

    private final Outstanding outstanding = new Outstanding(10, 2);

    @Test
    void answersAndAcknowledgementsMayComeInAnyOrder() {
        outstanding.answered(0);
        outstanding.acknowledged(0, 0, 0);
        outstanding.acknowledged(1, 0, 1);
        assertThat(outstanding.in(0)).isEqualTo(1);

        outstanding.answered(1);
        outstanding.answered(1);
        assertThat(outstanding.total()).isZero();
        assertThat(outstanding.thereIn(0)).isEqualTo(2);
    }

    @Test
    void truncationTakesWhatLiesBehindTheEndOfItsPartition() {
        for (int i = 0; i < 10; i++) {
            outstanding.acknowledged(i, i % 2, i / 2);
        }
        outstanding.answered(8);

        assertThat(outstanding.endAt(Map.of(0, 3L))).isEqualTo(2);

        assertThat(outstanding.isGone(6)).isTrue();
        assertThat(outstanding.isGone(8)).isTrue();
        assertThat(outstanding.isGone(9)).isFalse();
        assertThat(outstanding.goneUnanswered()).isEqualTo(1);
        assertThat(outstanding.in(0)).isEqualTo(3);
        assertThat(outstanding.in(1)).isEqualTo(5);
        assertThat(outstanding.thereIn(0)).isEqualTo(3);
        outstanding.answered(6);
        assertThat(outstanding.in(0)).as("an answer that was in flight").isEqualTo(3);
        assertThat(outstanding.goneUnanswered()).isZero();
    }

    @Test
    void newLogHasItsOwnOffsets() {
        outstanding.acknowledged(0, 0, 0);
        assertThat(outstanding.endAt(Map.of(0, 0L, 1, 0L))).isEqualTo(1);
        outstanding.acknowledged(1, 0, 0);

        assertThat(outstanding.endAt(Map.of(0, 1L))).isZero();
        assertThat(outstanding.thereIn(0)).isEqualTo(1);
        assertThat(outstanding.acknowledgedIn(0)).isEqualTo(2);
    }
}
