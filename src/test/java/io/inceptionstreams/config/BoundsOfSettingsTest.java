package io.inceptionstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the table of settings says is accepted is accepted by every record, with nothing else set. */
final class BoundsOfSettingsTest {

    /** Texts that no type can know: what the setting's own record demands of them. */
    private static final Map<String, List<String>> OWN = Map.of(
            "infer.device", List.of("auto", "cpu", "gpu", "gpu:0,gpu:1", "simulated:8+0.4x3"),
            "fetch.allowed-hosts", List.of("", "host,host:80,*.suffix"));

    static Stream<Arguments> extremes() {
        return Keys.all().stream()
                .flatMap(key -> OWN.getOrDefault(key.name(), key.type().extremes()).stream()
                        .map(text -> Arguments.of(key.name(), text)));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void theLeastAndTheMostOfEveryKeyAreAccepted(String key, String text) throws SettingsException {
        Configuration configuration = configuration(key + "=" + text);

        assertThatCode(configuration::check).as(key + "=" + text).doesNotThrowAnyException();
    }

    @Test
    void everyKeyHasExtremes() {
        assertThat(Keys.all())
                .allSatisfy(key -> assertThat(key.type().extremes()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "fetch.connections=8, fetch.connections-per-host, 8",
        "fetch.connections-per-host=128, fetch.connections, 128",
        "fetch.connections=32, fetch.connections-per-host, 16",
        "fetch.backoff=3s, fetch.max-backoff, 3s",
        "fetch.max-backoff=50ms, fetch.backoff, 50ms",
        "batch.capacity=8, batch.max-size, 8",
        "batch.max-size=64, batch.capacity, 0"
    })
    void aDefaultGivesWayToWhatIsSet(String set, String other, String value) throws SettingsException {
        Settings settings = Settings.load(null, Map.of(), List.of(set));

        assertThatCode(() -> new Configuration(settings).check()).doesNotThrowAnyException();
        assertThat(shown(settings, other).value()).isEqualTo(value);
        assertThat(shown(settings, other).source()).startsWith("default");
    }

    @Test
    void aDefaultThatGaveWaySaysToWhat() throws SettingsException {
        Settings settings =
                Settings.load(null, Map.of("CONNECTIONS", "8"), List.of("fetch.connections=${env:CONNECTIONS}"));

        assertThat(settings.get(Keys.FETCH_CONNECTIONS_PER_HOST)).isEqualTo(8);
        assertThat(shown(settings, "fetch.connections-per-host").source())
                .isEqualTo("default, follows fetch.connections");
    }

    @ParameterizedTest
    @CsvSource({
        "fetch.connections=8, fetch.connections-per-host=9, fetch.connections-per-host must be at most fetch.connections=8: 9",
        "fetch.backoff=3s, fetch.max-backoff=1s, fetch.max-backoff must be at least fetch.backoff=3000ms: PT1S",
        "batch.capacity=8, batch.max-size=9, batch.capacity must be at least batch.max-size (9): 8"
    })
    void twoSettingsThatContradictEachOtherAreRefused(String one, String two, String message) throws SettingsException {
        Configuration configuration = configuration(one, two);

        assertThatThrownBy(configuration::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Settings.Entry shown(Settings settings, String key) {
        return settings.entries().stream()
                .filter(entry -> Objects.equals(entry.key(), key))
                .findFirst()
                .orElseThrow();
    }

    private static Configuration configuration(String... settings) throws SettingsException {
        return new Configuration(Settings.load(null, Map.of(), List.of(settings)));
    }
}
