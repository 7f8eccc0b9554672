package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void theLargestSizeComesFirst() {
        assertThat(WarmUp.ALL.sizes(5)).containsExactly(5, 4, 3, 2, 1);
        assertThat(WarmUp.POWERS.sizes(12)).containsExactly(12, 8, 4, 2, 1);
        assertThat(WarmUp.POWERS.sizes(8)).containsExactly(8, 4, 2, 1);
        assertThat(WarmUp.MAX.sizes(12)).containsExactly(12);
        assertThat(WarmUp.NONE.sizes(12)).containsExactly(1);
    }

    @Test
    void readsWhatItWrites() {
        for (WarmUp value : WarmUp.values()) {
            assertThat(WarmUp.parse(value.toString())).isEqualTo(value);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WarmUp.parse("some"))
                .withMessage("infer.warm-up must be all, powers, max or none: some");
    }
}
