package io.inceptionstreams.stream;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producer of a stream thread. Under exactly_once_v2 offsets are committed through it: no further than the holds. */
final class HoldingProducer extends KafkaProducer<byte[], byte[]> {

    private final CommitHolds holds;
    private final CommitPace pace;

    HoldingProducer(Map<String, Object> config, CommitHolds holds, CommitPace pace) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.holds = holds;
        this.pace = pace;
    }

    /** Kafka Streams flushes before it commits, and at no other time. */
    @Override
    public void flush() {
        pace.begins();
        super.flush();
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        pace.ended();
    }

    @Override
    public void abortTransaction() {
        super.abortTransaction();
        pace.ended();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        super.sendOffsetsToTransaction(holds.clamp(offsets), groupMetadata);
    }
}
