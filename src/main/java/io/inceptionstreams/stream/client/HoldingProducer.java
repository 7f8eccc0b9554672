package io.inceptionstreams.stream.client;

import io.inceptionstreams.stream.output.SendWatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * The producer of a stream thread. Under exactly_once_v2 offsets are committed through it: no further than the holds, and
 * with those that Kafka Streams does not see ({@link ReadProgress}).
 */
final class HoldingProducer extends KafkaProducer<byte[], byte[]> {

    private final CommitHolds holds;
    private final CommitScheduler scheduler;
    private final SendWatch sends;
    private final OffsetTransactions transactions;
    private boolean inTransaction;
    private Map<TopicPartition, OffsetAndMetadata> skipped = Map.of();

    HoldingProducer(
            Map<String, Object> config,
            CommitHolds holds,
            CommitScheduler scheduler,
            SendWatch sends,
            OffsetTransactions transactions) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.holds = holds;
        this.scheduler = scheduler;
        this.sends = sends;
        this.transactions = transactions;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return sends.send(record, callback, super::send, super::flush);
    }

    /** Kafka Streams flushes before it commits, and at no other time: a refused answer must keep it from committing. */
    @Override
    public void flush() {
        scheduler.begins();
        super.flush();
        sends.failIfRefused();
    }

    @Override
    public void initTransactions() {
        super.initTransactions();
        transactions.ready(this);
    }

    @Override
    public void beginTransaction() {
        super.beginTransaction();
        inTransaction = true;
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        holds.committed();
        holds.progress().committed(skipped);
        ended();
    }

    @Override
    public void abortTransaction() {
        super.abortTransaction();
        ended();
    }

    private void ended() {
        inTransaction = false;
        skipped = Map.of();
        scheduler.ended();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        skipped = holds.progress().uncommitted();
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(skipped);
        all.putAll(holds.clamp(offsets));
        super.sendOffsetsToTransaction(holds.tagged(all), groupMetadata);
    }

    /**
     * Commits offsets in a transaction of their own, of which Kafka Streams knows nothing.
     *
     * @return false if a transaction is open: its commit takes them along
     * @throws TaskMigratedException when the producer cannot go on; Kafka Streams then makes another one, and its tasks
     *     begin anew
     */
    boolean commitOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (inTransaction) {
            return false;
        }
        try {
            super.beginTransaction();
            super.sendOffsetsToTransaction(holds.tagged(offsets), group);
            super.commitTransaction();
            holds.progress().committed(offsets);
        } catch (CommitFailedException e) {
            super.abortTransaction(); // the group has gone on without this member, which learns it at its next poll
        } catch (ProducerFencedException | InvalidProducerEpochException | TimeoutException e) {
            throw new TaskMigratedException("offsets without records could not be committed", e);
        }
        return true;
    }
}
