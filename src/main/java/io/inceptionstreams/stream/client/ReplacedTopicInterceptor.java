package io.inceptionstreams.stream.client;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link HoldingConsumer} does about a topic that was deleted and created again, for a consumer that Kafka Streams
 * makes itself ({@code group.protocol=streams}). It cannot be moved from here: so its thread commits the beginning and
 * ends. Public because Kafka makes it.
 */
public final class ReplacedTopicInterceptor implements ConsumerInterceptor<byte[], byte[]>, ClusterResourceListener {

    /** Names the {@link Parts} among the consumer's properties. */
    public static final String PARTS = "inception.replaced-topic";

    private static final Logger LOG = LoggerFactory.getLogger(ReplacedTopicInterceptor.class);

    private @Nullable CommitHolds holds;
    private @Nullable TopicIdentity references;
    private @Nullable ReadObserver observer;

    /** What the interceptors of an application share. */
    public record Parts(CommitHolds holds, Supplier<TopicIdentity> identities, ReadObserver observer) {}

    @Override
    public void configure(Map<String, ?> properties) {
        if (!(properties.get(PARTS) instanceof Parts parts)) {
            throw new IllegalArgumentException(PARTS + " is missing: this interceptor is for inception-streams alone");
        }
        holds = parts.holds();
        references = parts.identities().get();
        observer = parts.observer();
    }

    @Override
    public void onUpdate(ClusterResource cluster) {
        if (references != null) {
            references.metadataUpdated();
        }
    }

    /** On the stream thread, before Kafka Streams has the records. */
    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (references == null || holds == null || observer == null) {
            return records;
        }
        boolean changed = references.changed();
        references.tell(observer::reads);
        if (changed) {
            LOG.warn(
                    "{} was deleted and created again (its id is {} now): another stream thread reads it from its beginning",
                    references.topic(),
                    references.known());
            holds.startOverInAnotherThread();
            observer.topicReplaced();
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
