package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The main consumer of a stream thread. Commits no further than the holds allow, which matters under at_least_once, and
 * polls briefly while records are in flight or not committed, so that the punctuator that forwards their answers gets
 * its turn.
 */
final class HoldingConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Duration BRIEFLY = Duration.ofMillis(1);

    private final CommitHolds holds;
    private final CommitPace pace;

    HoldingConsumer(Map<String, Object> config, CommitHolds holds, CommitPace pace) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.holds = holds;
        this.pace = pace;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        boolean shorten = timeout.compareTo(BRIEFLY) > 0 && (pace.uncommitted() || holds.anyInFlight());
        ConsumerRecords<byte[], byte[]> records = super.poll(shorten ? BRIEFLY : timeout);
        pace.polled(records.count() >= InferenceLimits.MAX_POLL_RECORDS);
        return records;
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        super.commitSync(holds.clamp(offsets));
        pace.ended();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        super.commitSync(holds.clamp(offsets), timeout);
        pace.ended();
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        super.commitAsync(holds.clamp(offsets), callback);
    }
}
