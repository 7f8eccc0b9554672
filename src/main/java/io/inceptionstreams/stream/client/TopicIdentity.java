package io.inceptionstreams.stream.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted and created again, by its id, for one consumer.
 *
 * <p>Kafka's consumer goes on reading the new topic at the position that it had in the old one. Only when the new log is
 * shorter than that, it starts at the beginning. When the new log has grown past the position, everything before it is
 * skipped in silence, and the offsets follow each other as ever.
 *
 * <p>A consumer needs new metadata before it can fetch from the new topic, and tells a {@link ClusterResourceListener} of
 * each. So the id is asked for then, and once more {@value #SECOND_LOOK_SECONDS} s later, because brokers learn of a new
 * topic one after the other. Metadata are new every 30 s, and after errors; nothing is asked in between.
 *
 * <p>Called on the consumer's thread, but for the listener.
 */
public final class TopicIdentity {

    /** How long the consumer's records wait for an answer. */
    static final Duration ANSWER = Duration.ofSeconds(1);

    /** A question without an answer is asked again after this time. */
    static final Duration UNANSWERED = Duration.ofSeconds(5);

    /** A topic that is not there is looked for again after this time. */
    static final Duration ABSENT = Duration.ofMillis(20);

    static final Duration SECOND_LOOK = Duration.ofSeconds(2);

    private static final int LOOKS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(TopicIdentity.class);

    private final String topic;
    private final Ids ids;
    private final LongSupplier nanoTime;
    private volatile int updates;
    private @Nullable Uuid known;

    /** What was known before: a broker that is behind may still tell it. */
    private @Nullable Uuid deleted;

    private @Nullable Uuid told;
    private int updatesSeen;
    private int looks;
    private boolean pausing;
    private long nextLookNanos;

    /** Tells the id that a topic has now. */
    public interface Ids {

        /**
         * Empty when there is no such topic; all zeros when the brokers are too old for ids, or do not tell.
         *
         * @throws TimeoutException when the cluster did not answer
         */
        Optional<Uuid> idOf(String topic) throws TimeoutException;
    }

    /** @param known the id that the application knew when this consumer was made, whose position may be of that topic */
    public TopicIdentity(String topic, @Nullable Uuid known, Ids ids, LongSupplier nanoTime) {
        this.topic = topic;
        this.known = known;
        this.ids = ids;
        this.nanoTime = nanoTime;
        this.nextLookNanos = nanoTime.getAsLong();
    }

    String topic() {
        return topic;
    }

    /** To be given to the consumer as one of its deserializers: that is how it takes listeners. */
    Deserializer<byte[]> listener() {
        return new Listener(this);
    }

    /** The consumer has new metadata. It holds their lock, on whatever thread. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void metadataUpdated() {
        updates++;
    }

    /** The topic's id as of the last answer; null before, and while it cannot be known. */
    @Nullable
    Uuid known() {
        return known;
    }

    /** Tells {@code reader} which topic the consumer reads, once for each topic. */
    void tell(Consumer<Uuid> reader) {
        Uuid now = known;
        if (now != null && !now.equals(told)) {
            told = now;
            reader.accept(now);
        }
    }

    /**
     * Asks for the topic's id, which {@link #known} tells from then on; {@link #changed} does not tell that it is another.
     *
     * @return empty when it cannot be known: the brokers are too old, or the application may not describe the topic
     * @throws TimeoutException when the cluster did not answer, or has no such topic at the moment
     */
    Optional<Uuid> ask() throws TimeoutException {
        Uuid id = ids.idOf(topic).orElseThrow(() -> new TimeoutException("there is no topic " + topic));
        learn(id);
        return id.equals(Uuid.ZERO_UUID) ? Optional.empty() : Optional.ofNullable(known);
    }

    /** Whether the topic is another one than at the last call. Mostly there is nothing to ask. */
    boolean changed() {
        long now = nanoTime.getAsLong();
        int updatesNow = updates;
        if (updatesNow != updatesSeen) {
            updatesSeen = updatesNow;
            if (!pausing) {
                nextLookNanos = now;
            }
            looks = LOOKS;
        }
        if (looks == 0 || now - nextLookNanos < 0) {
            return false;
        }
        Optional<Uuid> id;
        try {
            id = ids.idOf(topic);
        } catch (TimeoutException e) {
            LOG.debug("the id of topic {} is not known", topic, e);
            nextLookNanos = now + UNANSWERED.toNanos();
            pausing = true;
            return false;
        }
        if (id.isEmpty()) {
            pausing = false;
            nextLookNanos = now + ABSENT.toNanos();
            return false;
        }
        pausing = false;
        looks--;
        nextLookNanos = now + SECOND_LOOK.toNanos();
        return learn(id.get());
    }

    /** Whether it is another topic than the one that was known. No topic gets the id of a deleted one. */
    private boolean learn(Uuid id) {
        boolean nothingNew = id.equals(Uuid.ZERO_UUID) || id.equals(known) || id.equals(deleted);
        if (nothingNew) {
            return false;
        }
        deleted = known;
        known = id;
        return deleted != null;
    }

    private record Listener(TopicIdentity identity) implements Deserializer<byte[]>, ClusterResourceListener {

        @Override
        public void onUpdate(ClusterResource cluster) {
            identity.metadataUpdated();
        }

        @Override
        public byte @Nullable [] deserialize(String from, byte @Nullable [] data) {
            return data;
        }
    }

    /** Asks a cluster. */
    static Ids of(Admin admin) {
        return topic -> {
            try {
                return Optional.of(admin.describeTopics(
                                List.of(topic), new DescribeTopicsOptions().timeoutMs((int) ANSWER.toMillis()))
                        .allTopicNames()
                        .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                        .values()
                        .iterator()
                        .next()
                        .topicId());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return Optional.empty();
                }
                if (e.getCause() instanceof RetriableException) {
                    throw unanswered(e);
                }
                LOG.debug("the id of topic {} cannot be known", topic, e);
                return Optional.of(Uuid.ZERO_UUID);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unanswered(e);
            }
        };
    }

    private static TimeoutException unanswered(Exception cause) {
        TimeoutException e = new TimeoutException("no answer");
        e.initCause(cause);
        return e;
    }
}
