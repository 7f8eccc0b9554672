package io.inceptionstreams.stream.client;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that hold nothing but offsets, made with the producer of the calling stream thread. The consumer could
 * commit offsets itself under exactly_once_v2 as well; but such a request may be late, arrive behind the next
 * transaction, and set its offset back.
 *
 * <p>Kept by stream thread, like {@link CommitHolds}.
 */
final class OffsetTransactions {

    private final ThreadLocal<@Nullable HoldingProducer> producers = ThreadLocal.withInitial(() -> null);

    /** The calling thread's producer is ready for transactions. */
    void ready(HoldingProducer producer) {
        producers.set(producer);
    }

    /** Whether the offsets were committed, or refused for good; if not, the caller may ask again. */
    boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        HoldingProducer producer = producers.get();
        return producer != null && producer.commitOffsets(offsets, group);
    }
}
