package io.inceptionstreams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNamesTest {

    private final HostNames names =
            new HostNames(new HttpSettings("Station.internal", 0, List.of("labels.Example.org", "*.svc")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "station.internal",
                "labels.example.org",
                "labels.example.org.",
                "pod-0.service.namespace.svc",
                // What a probe of Kubernetes sends, and Prometheus' service discovery.
                "10.1.2.3",
                "127.0.0.1",
                "0.0.0.0",
                "[::1]",
                "[fd00::1:2]",
                "[::ffff:10.1.2.3]",
            })
    void ownNamesAndLiteralAddressesAreKnown(String host) {
        assertThat(names.know(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "evil.example",
                "localhost.evil.example",
                "evil-localhost",
                "example.org",
                "x.labels.example.org",
                "svc",
                "notsvc",
                "127.0.0.1.evil.example",
                "10.1.2",
                "1.2.3.4.5",
                "::1",
                "[localhost]",
                "127.0.0.1.",
            })
    void otherNamesAreNot(String host) {
        assertThat(names.know(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "*.", "a.*", "host:8080", "http://host", "a b", "-"})
    void whatIsNoNameIsRefusedAsASetting(String host) {
        assertThatThrownBy(() -> new HttpSettings("127.0.0.1", 0, List.of(host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("http.hosts must be")
                .hasMessageEndingWith("not '" + host + "'");
    }

    @Test
    void aBindAddressOfAllIsNoName() {
        assertThat(new HostNames(HttpSettings.defaults()).know("evil.example")).isFalse();
    }
}
