package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerClusterIT {

    /** What the ledger's recovery promise needs; about 2 to 6 s in practice. */
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void transactionsGoOnAfterTheLeaderIsKilledAndTheRestartedNodeCatchesUp() throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(new ClusterSettings(3, folder));
                KafkaProducer<String, String> producer = producer(cluster)) {
            // Given
            cluster.createTopics(Map.of("events", 1));
            assertThat(cluster.inSync("events", 0)).containsExactlyInAnyOrder(1, 2, 3);
            producer.initTransactions();
            commit(producer, "before");

            // When
            int leader = cluster.leaderOf("events", 0);
            cluster.kill(leader);
            long killed = System.nanoTime();
            commit(producer, "after");
            Duration recovery = Duration.ofNanos(System.nanoTime() - killed);

            // Then
            assertThat(recovery).isLessThan(RECOVERY_LIMIT);
            assertThat(cluster.alive()).hasSize(2).doesNotContain(leader);
            assertThat(cluster.leaderOf("events", 0)).isNotEqualTo(leader);

            // When
            cluster.restart(leader);

            // Then
            cluster.awaitInSync(List.of("events"), Duration.ofSeconds(30));
            assertThat(cluster.inSync("events", 0)).contains(leader);
        }
    }

    @Test
    void aFrozenNodeGoesOnWhereItWasAndTheErrorsNameUnknownNodes() throws Exception {
        BrokerCluster cluster = BrokerCluster.start(new ClusterSettings(1, folder));
        try (KafkaProducer<String, String> producer = producer(cluster)) {
            cluster.createTopics(Map.of("events", 1));
            producer.initTransactions();
            commit(producer, "before");

            cluster.freeze(1);
            producer.beginTransaction();
            var sent = producer.send(new ProducerRecord<>("events", "key", "while frozen"));
            assertThatThrownBy(() -> sent.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            cluster.thaw(1);

            producer.commitTransaction();
            assertThat(sent.get(10, TimeUnit.SECONDS).hasOffset()).isTrue();
            assertThatThrownBy(() -> cluster.kill(2)).hasMessage("there is no broker 2, only [1]");
        } finally {
            cluster.close();
        }
        assertThat(cluster.alive()).isEmpty();
    }

    private static void commit(KafkaProducer<String, String> producer, String value) throws Exception {
        producer.beginTransaction();
        var sent = producer.send(new ProducerRecord<>("events", "key", value));
        producer.commitTransaction();
        assertThat(sent.get().hasOffset()).isTrue();
    }

    private static KafkaProducer<String, String> producer(BrokerCluster cluster) {
        Properties config = new Properties();
        config.put("bootstrap.servers", cluster.bootstrapServers());
        config.put("transactional.id", "ledger");
        config.put("transaction.timeout.ms", "60000");
        config.put("request.timeout.ms", "3000");
        config.put("delivery.timeout.ms", "60000");
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }
}
