package io.inceptionstreams.stream.client;

import io.inceptionstreams.stream.output.SendWatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives Kafka Streams clients that respect the holds and watch what is sent. With {@code group.protocol=streams} it makes its main consumer
 * itself, and only the producer is ours: which is why that protocol goes with exactly_once_v2 alone.
 */
public final class HoldingClientSupplier implements KafkaClientSupplier {

    private final CommitHolds holds;
    private final CommitScheduler scheduler;
    private final SendWatch sends;
    private final boolean exactlyOnce;
    private final ReadObserver observer;
    private final LongSupplier nanoTime;
    private final OffsetTransactions transactions = new OffsetTransactions();
    private final String references;
    private final @Nullable String transactionalIdPrefix;
    private final AtomicReference<@Nullable Uuid> knownId = new AtomicReference<>();
    private volatile @Nullable Admin admin;

    /**
     * @param references the topic that the consumers read
     * @param transactionalIdPrefix replaces the random part of transactional ids, so that a restarted instance fences
     *     its crashed predecessor at once instead of waiting for its transaction to time out; null to leave them
     */
    public HoldingClientSupplier(
            CommitHolds holds,
            CommitScheduler scheduler,
            SendWatch sends,
            boolean exactlyOnce,
            String references,
            ReadObserver observer,
            LongSupplier nanoTime,
            @Nullable String transactionalIdPrefix) {
        this.holds = holds;
        this.scheduler = scheduler;
        this.sends = sends;
        this.exactlyOnce = exactlyOnce;
        this.references = references;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.transactionalIdPrefix = transactionalIdPrefix;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        Admin created = Admin.create(config);
        admin = created;
        return created;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> own = new HashMap<>(config);
        own.computeIfPresent(ProducerConfig.TRANSACTIONAL_ID_CONFIG, (key, id) -> stable((String) id));
        return new HoldingProducer(own, holds, scheduler, sends, transactions);
    }

    /** Kafka Streams names them {@code <application.id>-<random uuid>-<thread index>}. */
    String stable(String transactionalId) {
        return transactionalIdPrefix == null
                ? transactionalId
                : transactionalIdPrefix + transactionalId.substring(transactionalId.lastIndexOf('-'));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new HoldingConsumer(
                config, holds, scheduler, identity(), exactlyOnce ? transactions : null, observer, nanoTime);
    }

    /** For one consumer. */
    public TopicIdentity identity() {
        return new TopicIdentity(references, knownId.get(), this::idOf, nanoTime);
    }

    /** Asks with the client that Kafka Streams made for itself, and closes in the end. */
    private Optional<Uuid> idOf(String topic) throws TimeoutException {
        Admin asked = admin;
        if (asked == null) {
            throw new TimeoutException("there is no client to ask with");
        }
        Optional<Uuid> id = TopicIdentity.of(asked).idOf(topic);
        id.filter(known -> !known.equals(Uuid.ZERO_UUID)).ifPresent(knownId::set);
        return id;
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
