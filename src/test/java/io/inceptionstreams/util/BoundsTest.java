package io.inceptionstreams.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BoundsTest {

    private final Bounds<Integer> bounds = new Bounds<>(1, 3);

    @Test
    void bothEndsAreWithin() {
        assertThat(bounds.contain(1)).isTrue();
        assertThat(bounds.contain(3)).isTrue();
        assertThat(bounds.contain(0)).isFalse();
        assertThat(bounds.contain(4)).isFalse();
    }

    @Test
    void whatIsOutsideIsNamedWithItsKey() {
        assertThatCode(() -> bounds.check("a.key", 3)).doesNotThrowAnyException();
        assertThatThrownBy(() -> bounds.check("a.key", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a.key must be from 1 to 3: 4");
    }

    @Test
    void theLeastIsNotMoreThanTheMost() {
        assertThatThrownBy(() -> new Bounds<>(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
