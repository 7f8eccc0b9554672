package io.inceptionstreams.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RandomCasesTest {

    @Test
    void aFailureNamesTheSeedThatBringsItBack() {
        List<Long> drawn = new ArrayList<>();
        RandomCases.Property neverTwice = values -> {
            drawn.add(values.anyLong());
            assertThat(drawn).hasSize(1);
        };

        AssertionError failure = catchFailure(() -> RandomCases.check(10, null, neverTwice));

        assertThat(drawn).as("cases until the first failure").hasSize(2);
        assertThat(failure).hasMessageStartingWith("case 2 of 10 failed").hasCauseInstanceOf(AssertionError.class);
        Matcher seed = Pattern.compile("-Dtest\\.seed=(-?\\d+) ").matcher(String.valueOf(failure.getMessage()));
        assertThat(seed.find()).isTrue();

        assertThatThrownBy(() -> RandomCases.check(10, Long.valueOf(seed.group(1)), neverTwice))
                .isInstanceOf(AssertionError.class);
        assertThat(drawn).hasSize(3);
        assertThat(drawn.get(2)).isEqualTo(drawn.get(1));
    }

    @Test
    void valuesKeepTheirBoundsAndReachThem() {
        RandomValues values = new RandomValues(7);

        List<Integer> ints = values.list(1_000, 1_000, () -> values.intBetween(-5, 1_000_000));

        assertThat(ints).allMatch(value -> value >= -5 && value <= 1_000_000).contains(-5, 1_000_000);
        assertThat(values.list(100, 100, () -> values.text(9)))
                .allSatisfy(text -> assertThat(text.codePoints())
                        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        .hasSizeBetween(1, 9));
    }

    private static AssertionError catchFailure(Runnable action) {
        try {
            action.run();
        } catch (AssertionError e) {
            return e;
        }
        throw new AssertionError("nothing failed");
    }
}
