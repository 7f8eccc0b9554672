package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SuspectIsolationTest {

    private final SuspectIsolation isolation = new SuspectIsolation();

    @Test
    void ordinaryRecordsPassTogether() {
        assertThat(isolation.tryEnter()).isTrue();
        assertThat(isolation.tryEnter()).isTrue();
    }

    @Test
    void suspectWaitsForTheOthersAndKeepsNewOnesOut() {
        assertThat(isolation.tryEnter()).isTrue();
        assertThat(isolation.tryEnterAlone("suspect")).isFalse();
        assertThat(isolation.tryEnter()).isFalse();

        isolation.leave();
        assertThat(isolation.tryEnterAlone("suspect")).isTrue();
        assertThat(isolation.tryEnter()).isFalse();
        assertThat(isolation.tryEnterAlone("another")).isFalse();

        isolation.leave();
        assertThat(isolation.tryEnterAlone("another")).isTrue();
        isolation.leave();
        assertThat(isolation.tryEnter()).isTrue();
    }

    @Test
    void suspectThatGivesUpLetsTheOthersIn() {
        assertThat(isolation.tryEnter()).isTrue();
        assertThat(isolation.tryEnterAlone("suspect")).isFalse();

        isolation.giveUp("suspect");

        assertThat(isolation.tryEnter()).isTrue();
    }
}
