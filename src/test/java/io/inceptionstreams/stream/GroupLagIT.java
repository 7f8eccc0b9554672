package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The lag of a group that has no member, against a broker. */
final class GroupLagIT {

    private static final String GROUP = "group";
    private static final TopicPartition FIRST = new TopicPartition("in", 0);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void countsWhatIsBehindTheCommittedOffsetsOfAllPartitions() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            GroupLag lag = new GroupLag(admin, GROUP, "in", nanos::get);
            assertThat(lag.records()).isEmpty();

            broker.createTopics(Map.of("in", 2));
            produce(broker, 0, 5);
            produce(broker, 1, 2);
            awaitLag(lag, 7);

            admin.alterConsumerGroupOffsets(GROUP, Map.of(FIRST, new OffsetAndMetadata(3)))
                    .all()
                    .get();
            awaitLag(lag, 4);

            admin.deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();
            awaitLag(lag, 3);
        }
    }

    /** Asks until this is the answer, as if the period were over each time. */
    private void awaitLag(GroupLag lag, long records) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!lag.records().equals(OptionalLong.of(records)) && System.nanoTime() - end < 0) {
            nanos.addAndGet(GroupLag.PERIOD.toNanos());
            lag.look();
            Thread.onSpinWait();
        }
        assertThat(lag.records()).hasValue(records);
    }

    private static void produce(EmbeddedBroker broker, int partition, int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("in", partition, null, new byte[1]));
            }
        }
    }
}
