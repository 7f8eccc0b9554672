package io.inceptionstreams.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plain clients. */
public final class KafkaClients {

    /** Enough for a connection with TLS and SASL to another continent. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Map<String, String> kafka;

    /** @param kafka the {@code kafka.*} settings; each client takes those it knows */
    public KafkaClients(Map<String, String> kafka) {
        this.kafka = kafka;
    }

    /**
     * All or nothing acknowledged, in order. One request in flight: a producer's first batch for a partition may be
     * refused for a moment, when the topic is new or its leader has changed, and the second be taken; the first is then
     * out of sequence for good, and is sent again and again until it expires.
     */
    public Producer<byte[], byte[]> producer() {
        Properties p = known(ProducerConfig.configNames());
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        p.putIfAbsent(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        p.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        // How long a person waits to learn that Kafka is out of reach.
        p.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Reads whole topics without a group, and only what is committed.
     *
     * @param fromBeginning otherwise from now on
     */
    public Consumer<byte[], byte[]> reader(List<String> topics, boolean fromBeginning) {
        Properties p = known(ConsumerConfig.configNames());
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("none of the topics is there: " + topics);
            }
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            partitions.forEach(consumer::position); // seeking is lazy: settle where "now" is
            return consumer;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Where the brokers are, for messages. */
    public String servers() {
        return kafka.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
    }

    /**
     * How long a user waits to learn that no broker answers: {@link #PATIENCE}, or what
     * {@code kafka.default.api.timeout.ms} says.
     */
    Duration patience() {
        String millis = kafka.getOrDefault(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "");
        return millis.matches("[0-9]{1,9}") ? Duration.ofMillis(Long.parseLong(millis)) : PATIENCE;
    }

    /**
     * Asks any broker for anything, so that a command can tell at once that none is there: Kafka's clients would try
     * again for a minute, or for ever.
     *
     * @throws ClientException when no broker answers within {@link #patience}, or refuses this client
     */
    public void requireBroker() throws ClientException, InterruptedException {
        Duration patience = patience();
        try (Admin admin = admin()) {
            try {
                admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) patience.toMillis()))
                        .nodes()
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw silent(admin, patience, e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                        ? silent(admin, patience, e)
                        : new ClientException("Kafka at " + servers() + " refuses this client: " + e.getCause(), e);
            }
        } catch (KafkaException e) {
            // Such as a host that no name server knows: the exception names no host.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ClientException(
                    "cannot connect to Kafka (kafka.bootstrap.servers=" + servers() + "): " + cause.getMessage(), e);
        }
    }

    private ClientException silent(Admin admin, Duration patience, Exception cause) {
        admin.close(Duration.ZERO); // or it would wait for its own, longer timeout
        return new ClientException(
                "no Kafka broker answered at " + servers() + " within " + patience.toMillis() / 1e3
                        + " s (kafka.bootstrap.servers, kafka.default.api.timeout.ms)",
                cause);
    }

    public Admin admin() {
        Properties p = known(AdminClientConfig.configNames());
        Object whole = p.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        if (whole != null) {
            p.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, whole); // which must not be longer
        }
        return Admin.create(p);
    }

    private Properties known(Set<String> names) {
        Map<String, String> own = new HashMap<>(kafka);
        own.keySet().retainAll(names);
        Properties p = new Properties();
        p.putAll(own);
        return p;
    }
}
