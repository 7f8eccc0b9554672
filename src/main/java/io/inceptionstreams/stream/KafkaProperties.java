package io.inceptionstreams.stream;

import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.client.HoldingConsumer;
import io.inceptionstreams.stream.client.ReplacedTopicInterceptor;
import io.inceptionstreams.stream.output.Fitting;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
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

    /**
     * Kafka's own default of {@code buffer.memory}. Uncompressed, a record may have more bytes than
     * {@code max.message.bytes}.
     */
    private static final long LEAST_BUFFER = 32 << 20;

    /** The producer estimates a record's size from above. */
    private static final int MARGIN = 64;

    private KafkaProperties() {}

    /** @param largestRecord bytes of a record that an output is known to take */
    static Properties of(StreamSettings settings, long largestRecord) {
        long bufferMemory = Math.max(LEAST_BUFFER, 2 * Math.max(largestRecord, settings.maxResultBytes()));
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, lower(settings.guarantee()));
        p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, lower(settings.groupProtocol()));
        // The tasks ask for commits when they want them; this is for the rest.
        p.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                CommitScheduler.longest(settings.commitInterval()).toMillis());
        p.put(
                StreamsConfig.POLL_MS_CONFIG,
                settings.groupProtocol() == GroupProtocol.CLASSIC ? POLL_MILLIS : BLIND_POLL_MILLIS);
        // A task has one partition, and nothing to wait for: with 0, Kafka Streams formats a text for each look at it.
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        // Topics that grow partitions are noticed within this time.
        p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);

        // Not in the topology: then Kafka Streams takes this from the consumer, which for a log that was truncated
        // knows
        // the offset where to go on, and reads the whole log again instead.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Small polls: a rebalance waits for the records of the last poll, each of which may wait for room.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), InferenceLimits.MAX_POLL_RECORDS);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), (int)
                InferenceLimits.MAX_POLL_INTERVAL.toMillis());

        // Answers are sent as they are forwarded: the default of 100 ms would show in each of them.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), 15_000);
        unlessSet(p, settings, ProducerConfig.BUFFER_MEMORY_CONFIG, bufferMemory);
        // What is too large is for the broker to say. All that is sent at once has room in the buffer, so no request is
        // larger than that.
        unlessSet(p, settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int) Math.min(Integer.MAX_VALUE, bufferMemory));
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
        if (settings.groupProtocol() == GroupProtocol.STREAMS) {
            addInterceptor(p);
        }
        return p;
    }

    /** Before those of the user, wherever they were set; Kafka takes the first of these three that there is. */
    private static void addInterceptor(Properties p) {
        String name = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
        String first = StreamsConfig.mainConsumerPrefix(name);
        Object users = Stream.of(first, StreamsConfig.consumerPrefix(name), name)
                .map(p::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        String own = ReplacedTopicInterceptor.class.getName();
        p.put(first, users.toString().isBlank() ? own : own + "," + users);
    }

    /** What the producer that is made with these properties does to records. */
    static Fitting.Sending sending(Properties properties) {
        Map<String, Object> producer = new StreamsConfig(properties).getProducerConfigs("");
        return new Fitting.Sending(
                Math.min(
                                number(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                                number(producer, ProducerConfig.BUFFER_MEMORY_CONFIG))
                        - MARGIN,
                String.valueOf(producer.get(ProducerConfig.COMPRESSION_TYPE_CONFIG)));
    }

    /** After how long without a heartbeat the group gives up a member that is made with these properties. */
    static Duration sessionTimeout(Properties properties) {
        Map<String, Object> consumer = new StreamsConfig(properties).getMainConsumerConfigs("", "", 0);
        Object millis = consumer.getOrDefault(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                ConsumerConfig.configDef().defaultValues().get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG));
        return Duration.ofMillis(Long.parseLong(String.valueOf(millis)));
    }

    private static long number(Map<String, Object> properties, String name) {
        return Long.parseLong(String.valueOf(properties.get(name)));
    }

    /** With a prefix ours would win against a user's setting without one. */
    private static void unlessSet(Properties p, StreamSettings settings, String name, Object value) {
        if (!settings.kafka().containsKey(name)) {
            p.put(StreamsConfig.producerPrefix(name), value);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
