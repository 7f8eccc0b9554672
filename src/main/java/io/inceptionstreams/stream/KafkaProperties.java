package io.inceptionstreams.stream;

import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of Kafka Streams. Ours are defaults that a user's {@code kafka.*} settings override;
 * {@link ProtectedProperties} has refused those that the guarantee does not survive.
 */
final class KafkaProperties {

    /** How long an idle thread waits for records; {@link HoldingConsumer} waits less while there is work. */
    private static final int POLL_MILLIS = 100;

    /** The same where the consumer is Kafka Streams' own and cannot be told to hurry. */
    private static final int BLIND_POLL_MILLIS = 5;

    private KafkaProperties() {}

    static Properties of(StreamSettings settings) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, lower(settings.guarantee()));
        p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, lower(settings.groupProtocol()));
        // The tasks ask for commits when they want them; this is for the rest.
        p.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                CommitPace.longest(settings.commitInterval()).toMillis());
        p.put(
                StreamsConfig.POLL_MS_CONFIG,
                settings.groupProtocol() == GroupProtocol.CLASSIC ? POLL_MILLIS : BLIND_POLL_MILLIS);
        // A task has one partition, and nothing to wait for: with 0, Kafka Streams formats a text for each look at it.
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        // Topics that grow partitions are noticed within this time.
        p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);

        // Small polls: a rebalance waits for the records of the last poll, each of which may wait for room.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), InferenceLimits.MAX_POLL_RECORDS);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), (int)
                InferenceLimits.MAX_POLL_INTERVAL.toMillis());

        // Answers are sent as they are forwarded: the default of 100 ms would show in each of them.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), 15_000);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 * settings.maxResultBytes());
        if (settings.guarantee() == Guarantee.EXACTLY_ONCE_V2) {
            p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                    InferenceLimits.TRANSACTION_TIMEOUT.toMillis());
        } else {
            // Said, and not only the default: Kafka would give it up in silence for settings that contradict it.
            p.put(StreamsConfig.producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
            // Of several first batches for a new partition, the first may be refused and the second taken; the first is
            // then out of sequence until it expires, two minutes later. In transactions the broker refuses both.
            p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        }
        if (settings.groupProtocol() == GroupProtocol.CLASSIC) {
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
            if (settings.instanceId() != null) {
                p.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instanceId());
            }
        }
        p.putAll(settings.kafka());
        return p;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
