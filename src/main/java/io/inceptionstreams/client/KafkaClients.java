package io.inceptionstreams.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plain clients. */
public final class KafkaClients {

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

    public Admin admin() {
        return Admin.create(known(AdminClientConfig.configNames()));
    }

    private Properties known(Set<String> names) {
        Map<String, String> own = new HashMap<>(kafka);
        own.keySet().retainAll(names);
        Properties p = new Properties();
        p.putAll(own);
        return p;
    }
}
