package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BrokerSettingsTest {

    @Test
    void temporaryMeansNoFolderAndAnyPort() {
        assertThat(BrokerSettings.temporary()).isEqualTo(new BrokerSettings(null, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortOutOfRangeIsNamed(int port) {
        assertThatThrownBy(() -> new BrokerSettings(null, port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broker.port must be 0 to 65535, not " + port);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void aClusterHasOneNodeOrThree(int nodes) {
        assertThatThrownBy(() -> new ClusterSettings(nodes, Path.of("unused")))
                .hasMessage("brokers must be 1 or 3, not " + nodes);
    }

    @Test
    void aHeapThatNoBrokerRunsInIsRefused() {
        assertThatThrownBy(() -> new ClusterSettings(1, Path.of("unused"), 64, false))
                .hasMessageContaining("128 MB, not 64");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 3, 2"})
    void oneNodeOfThreeMayDieWithoutLoss(int nodes, short replicationFactor, int minInSync) {
        ClusterSettings settings = new ClusterSettings(nodes, Path.of("unused"));

        assertThat(settings.replicationFactor()).isEqualTo(replicationFactor);
        assertThat(settings.minInSync()).isEqualTo(minInSync);
    }
}
