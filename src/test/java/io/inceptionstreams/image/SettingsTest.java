package io.inceptionstreams.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.image.fetch.Fetch;
import io.inceptionstreams.image.fetch.FetchSettings;
import io.inceptionstreams.image.fetch.RequestHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void fetchDefaults() {
        FetchSettings settings = FetchSettings.defaults();

        assertThat(settings.maxBytes()).isEqualTo(20 * 1024 * 1024);
        assertThat(settings.fileRoots()).isEmpty();
        assertThat(settings.allowedHosts()).isEmpty();
        assertThat(settings.allowPrivateAddresses()).isFalse();
        assertThat(settings.maxRedirects()).isEqualTo(3);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.attempts()).isEqualTo(3);
        assertThat(settings.backoff()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.maxBackoff()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.connections()).isEqualTo(64);
        assertThat(settings.connectionsPerHost()).isEqualTo(16);
        assertThat(settings.pending()).isEqualTo(16_384);
        assertThat(settings.coalesce()).isFalse();
        assertThat(settings.userAgent()).isEqualTo("inception-streams");
        assertThat(settings.allowedPorts()).isEmpty();
        assertThat(settings.headers()).isSameAs(RequestHeaders.NONE);
        assertThat(settings.breaker()).isEqualTo(new FetchSettings.Breaker(20, Duration.ofSeconds(10), 1_000));
        assertThat(settings.tlsAuthorities()).isNull();
    }

    @Test
    void decodeDefaults() {
        assertThat(DecodeSettings.defaults())
                .isEqualTo(new DecodeSettings(
                        50_000_000, 192L << 20, 32, 1_000_000_000, 0.9, null, Set.of(ImageFormat.values())));
    }

    @Test
    void errorsNameTheKeyAndTheValue() {
        refused("fetch.max-bytes", "0", () -> Fetch.with().maxBytes(0).settings());
        refused(
                "fetch.file-roots",
                "pictures",
                () -> Fetch.with().fileRoots(Path.of("pictures")).settings());
        refused("fetch.max-redirects", "-1", () -> Fetch.with().maxRedirects(-1).settings());
        refused("fetch.attempts", "0", () -> Fetch.with().attempts(0).settings());
        refused(
                "fetch.idle-timeout",
                "PT0S",
                () -> Fetch.with().idleTimeout(Duration.ZERO).settings());
        refused(
                "fetch.connections-per-host",
                "9",
                () -> Fetch.with().connections(8, 9).settings());
        refused("fetch.pending", "-1", () -> Fetch.with().pending(-1).settings());
        refused("fetch.user-agent", "a\nb", () -> Fetch.with().userAgent("a\nb").settings());
        refused(
                "fetch.user-agent",
                "\u00e9",
                () -> Fetch.with().userAgent("\u00e9").settings());
        refused("fetch.user-agent", " a", () -> Fetch.with().userAgent(" a").settings());
        refused("decode.max-pixels", "0", () -> Limits.pixels(0));
        refused("decode.max-bytes", "0", () -> Limits.bytes(0));
        refused("decode.max-scan-pixels", "0", () -> Limits.scans(1, 0));
        refused("decode.min-complete", "1.1", () -> Limits.complete(1.1));
        refused("decode.formats", "", () -> Limits.formats());
        refused("decode.max-scans", "0", () -> Limits.scans(0, 1));
    }

    @Test
    void theLongestBackoffIsNotShorterThanTheFirst() {
        refused(
                "fetch.max-backoff",
                "PT0.05S",
                () -> Fetch.with()
                        .backoff(Duration.ofMillis(100), Duration.ofMillis(50))
                        .settings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host", "host/path", "*", "*.", "user@host", "host:port", "ho st", "::1", ""})
    void refusesHostPatternsThatWouldNeverMatch(String pattern) {
        refused(
                "fetch.allowed-hosts",
                pattern,
                () -> Fetch.with().allowedHosts(pattern).settings());
    }

    private static void refused(String key, String value, ThrowingCallable settings) {
        assertThatThrownBy(settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " ")
                .hasMessageEndingWith(": " + value);
    }
}
