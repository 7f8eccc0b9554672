package io.inceptionstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.util.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypeTest {

    enum Policy {
        FULL,
        WHEN_IDLE
    }

    @ParameterizedTest
    @CsvSource({"0B,0", "512 B,512", "64KiB,65536", "20MiB,20971520", "2GiB,2147483648"})
    void sizes(String text, long bytes) {
        assertThat(Type.size(new Bounds<>(0L, 2L << 30)).parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1MB", "1mib", "-1B", "1.5MiB", "3GiB", "9999999999GiB", "99999999999999999999B"})
    void whatIsNoSize(String text) {
        assertThatThrownBy(() -> Type.size(new Bounds<>(0L, 2L << 30)).parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a size from 0B to 2GiB, in B, KiB, MiB or GiB");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "10s,10000", "5 m,300000", "1h,3600000", "0ms,0"})
    void durations(String text, long milliseconds) {
        assertThat(Type.duration(new Bounds<>(Duration.ZERO, Duration.ofHours(1)))
                        .parse(text))
                .isEqualTo(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10S", "1d", "-1s", "PT1S", "61m", "9223372036854775807h"})
    void whatIsNoDuration(String text) {
        assertThatThrownBy(() -> Type.duration(new Bounds<>(Duration.ZERO, Duration.ofHours(1)))
                        .parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a duration from 0ms to 1h, in ms, s, m or h");
    }

    @Test
    void booleansAreSpelledOut() {
        assertThat(Type.bool().parse("true")).isTrue();
        assertThat(Type.bool().parse(" false ")).isFalse();
        assertThatThrownBy(() -> Type.bool().parse("yes")).hasMessage("expected true or false");
    }

    @Test
    void constantsAreInLowerCaseWithHyphens() {
        assertThat(Type.oneOf(Policy.class).parse("when-idle")).isEqualTo(Policy.WHEN_IDLE);
        assertThatThrownBy(() -> Type.oneOf(Policy.class).parse("WHEN_IDLE")).hasMessage("expected full or when-idle");
    }

    @Test
    void listsAreSeparatedByCommas() {
        Type<List<Integer>> list = Type.integer(new Bounds<>(1, 9)).list();

        assertThat(list.parse("1, 2,3")).containsExactly(1, 2, 3);
        assertThat(list.parse("")).isEmpty();
        assertThatThrownBy(() -> list.parse("1,,3"))
                .hasMessage("expected a list, separated by commas, each an integer from 1 to 9");
    }

    @Test
    void nothingIsNoValue() {
        Type<Optional<Integer>> optional = Type.integer(new Bounds<>(1, 9)).optional();

        assertThat(optional.parse(" ")).isEmpty();
        assertThat(optional.parse("3")).contains(3);
        assertThatThrownBy(() -> optional.parse("x")).hasMessage("expected an integer from 1 to 9, or nothing");
    }

    @Test
    void aPathMustBeOne() {
        assertThatThrownBy(() -> Type.path().parse("")).hasMessage("expected a path");
        assertThatThrownBy(() -> Type.path().parse("a\0b")).hasMessage("expected a path");
    }
}
