package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodePropertiesTest {

    private static final List<NodeAddress> QUORUM = List.of(
            new NodeAddress(1, 12_001, 12_002), new NodeAddress(2, 12_003, 12_004), new NodeAddress(3, 12_005, 12_006));

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void kafkaKnowsEveryKeyAndTakesEveryValue(int nodes) {
        List<NodeAddress> quorum = QUORUM.subList(0, nodes);

        Properties properties = NodeProperties.of(quorum.get(0), quorum, Path.of("data"));

        assertThat(properties.stringPropertyNames())
                .allMatch(key -> KafkaConfig.configNames().contains(key));
        assertThat(KafkaConfig.fromProps(properties, false).nodeId()).isEqualTo(1);
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        Properties properties = NodeProperties.of(QUORUM.get(1), QUORUM, Path.of("data"));

        assertThat(properties.getProperty("listeners"))
                .isEqualTo("PLAINTEXT://127.0.0.1:12003,CONTROLLER://127.0.0.1:12004");
        assertThat(properties.getProperty("controller.quorum.voters"))
                .isEqualTo("1@127.0.0.1:12002,2@127.0.0.1:12004,3@127.0.0.1:12006");
    }

    @Test
    void everyInternalTopicHasACopyOnEachNodeAndAMajorityMustHaveTheRecord() {
        Properties properties = NodeProperties.of(QUORUM.get(0), QUORUM, Path.of("data"));

        assertThat(properties)
                .containsEntry("transaction.state.log.replication.factor", "3")
                .containsEntry("transaction.state.log.min.isr", "2")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("min.insync.replicas", "2");
    }
}
