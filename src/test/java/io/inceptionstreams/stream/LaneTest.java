package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LaneTest {

    private final Lane lane = new Lane();

    @Test
    void ordinaryRecordsPassTogether() {
        assertThat(lane.tryEnter()).isTrue();
        assertThat(lane.tryEnter()).isTrue();
    }

    @Test
    void suspectWaitsForTheOthersAndKeepsNewOnesOut() {
        assertThat(lane.tryEnter()).isTrue();
        assertThat(lane.tryEnterAlone("suspect")).isFalse();
        assertThat(lane.tryEnter()).isFalse();

        lane.leave();
        assertThat(lane.tryEnterAlone("suspect")).isTrue();
        assertThat(lane.tryEnter()).isFalse();
        assertThat(lane.tryEnterAlone("another")).isFalse();

        lane.leave();
        assertThat(lane.tryEnterAlone("another")).isTrue();
        lane.leave();
        assertThat(lane.tryEnter()).isTrue();
    }

    @Test
    void suspectThatGivesUpLetsTheOthersIn() {
        assertThat(lane.tryEnter()).isTrue();
        assertThat(lane.tryEnterAlone("suspect")).isFalse();

        lane.giveUp("suspect");

        assertThat(lane.tryEnter()).isTrue();
    }
}
