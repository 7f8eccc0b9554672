package io.inceptionstreams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSettingsTest {

    @Test
    void byDefaultOnlyThisMachineIsAnswered() {
        assertThat(HttpSettings.defaults()).isEqualTo(new HttpSettings("127.0.0.1", 8080, List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortOutOfRangeIsNamed(int port) {
        assertThatThrownBy(() -> new HttpSettings("127.0.0.1", port, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("http.port must be from 0 to 65535: " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyAddressIsNamed(String address) {
        assertThatThrownBy(() -> new HttpSettings(address, 0, List.of())).hasMessageStartingWith("http.bind-address");
    }
}
