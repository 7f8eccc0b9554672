package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FactorisationTest {

    private final List<Factorisation> all = Factorisation.in(InceptionV3.assemble(List.of(1000)));

    @Test
    void weightsOfAChannelPairAreThoseOfThePaper() {
        assertThat(all)
                .extracting(Factorisation::replaced, Factorisation::weightsBefore, Factorisation::weightsAfter)
                .containsOnly(tuple("5x5", 25, 18), tuple("7x7", 49, 14), tuple("3x3", 9, 6));
    }

    @Test
    void eachModuleHasItsOwn() {
        Map<String, Long> times =
                all.stream().collect(Collectors.groupingBy(Factorisation::stage, Collectors.counting()));

        assertThat(times)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("Mixed_5b", 1L),
                        Map.entry("Mixed_5c", 1L),
                        Map.entry("Mixed_5d", 1L),
                        Map.entry("Mixed_6a", 1L),
                        Map.entry("Mixed_6b", 3L),
                        Map.entry("Mixed_6c", 3L),
                        Map.entry("Mixed_6d", 3L),
                        Map.entry("Mixed_6e", 3L),
                        Map.entry("Mixed_7a", 1L),
                        Map.entry("Mixed_7b", 2L),
                        Map.entry("Mixed_7c", 2L)));
    }

    @Test
    void parametersCountTheChannelsThatAreThere() {
        Factorisation first = all.get(0);

        // Mixed_5b: 64 to 96 to 96 channels by 3x3, against 64 to 96 by 5x5.
        assertThat(first.by()).isEqualTo("3x3 then 3x3");
        assertThat(first.parametersAfter()).isEqualTo(9 * 64 * 96 + 9 * 96 * 96);
        assertThat(first.parametersBefore()).isEqualTo(25 * 64 * 96);
    }

    @Test
    void theExpandedModuleIsAgainstOneLayerOfAllItsChannels() {
        Factorisation expanded = all.stream()
                .filter(each -> each.replaced().equals("3x3"))
                .findFirst()
                .orElseThrow();

        assertThat(expanded.by()).isEqualTo("1x3 beside 3x1");
        assertThat(expanded.parametersAfter()).isEqualTo(2 * 3 * 384 * 384);
        assertThat(expanded.parametersBefore()).isEqualTo(9 * 384 * 768);
    }
}
