package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main consumer of a stream thread. Commits no further than the holds allow, which matters under at_least_once, and
 * polls briefly while records are in flight, so that the punctuator that forwards their answers gets its turn.
 */
final class HoldingConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(HoldingConsumer.class);
    private static final Duration BRIEFLY = Duration.ofMillis(1);

    private final CommitHolds holds;

    HoldingConsumer(Map<String, Object> config, CommitHolds holds) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.holds = holds;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        holds.consumeWith(this);
        boolean shorten = timeout.compareTo(BRIEFLY) > 0 && holds.anyInFlight();
        return super.poll(shorten ? BRIEFLY : timeout);
    }

    /**
     * Makes sure that the partition is read on from its committed offset. A consumer that was thrown out of its group and
     * let in again was seen to read on from where it had been before, past records that nobody had answered.
     */
    void readOnFromCommitted(TopicPartition partition) {
        OffsetAndMetadata committed = committed(Set.of(partition)).get(partition);
        if (committed != null && committed.offset() != position(partition)) {
            LOG.warn(
                    "{} would be read on from {}; its committed offset is {}",
                    partition,
                    position(partition),
                    committed.offset());
            seek(partition, committed);
        }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        super.commitSync(holds.clamp(offsets));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        super.commitSync(holds.clamp(offsets), timeout);
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        super.commitAsync(holds.clamp(offsets), callback);
    }
}
