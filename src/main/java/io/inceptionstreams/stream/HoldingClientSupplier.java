package io.inceptionstreams.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives Kafka Streams clients that respect the holds. With {@code group.protocol=streams} it makes its main consumer
 * itself, and only the producer is ours: which is why that protocol goes with exactly_once_v2 alone.
 */
final class HoldingClientSupplier implements KafkaClientSupplier {

    private final CommitHolds holds;
    private final CommitPace pace;
    private final @Nullable String transactionalIdPrefix;

    /**
     * @param transactionalIdPrefix replaces the random part of transactional ids, so that a restarted instance fences
     *     its crashed predecessor at once instead of waiting for its transaction to time out; null to leave them
     */
    HoldingClientSupplier(CommitHolds holds, CommitPace pace, @Nullable String transactionalIdPrefix) {
        this.holds = holds;
        this.pace = pace;
        this.transactionalIdPrefix = transactionalIdPrefix;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> own = new HashMap<>(config);
        own.computeIfPresent(ProducerConfig.TRANSACTIONAL_ID_CONFIG, (key, id) -> stable((String) id));
        return new HoldingProducer(own, holds, pace);
    }

    /** Kafka Streams names them {@code <application.id>-<random uuid>-<thread index>}. */
    String stable(String transactionalId) {
        return transactionalIdPrefix == null
                ? transactionalId
                : transactionalIdPrefix + transactionalId.substring(transactionalId.lastIndexOf('-'));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new HoldingConsumer(config, holds, pace);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
