package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Topics of a test's own on a real broker, and what a test does with them. */
final class Lab {

    static final StreamObserver SILENT = new StreamObserver() {
        @Override
        public void received() {}

        @Override
        public void labelled() {}

        @Override
        public void deadLettered(Reason reason) {}

        @Override
        public void abandoned(int events) {}
    };

    private final String bootstrapServers;
    private final String name;
    private final Path folder;
    final Topics topics;

    /** @param name prefixes everything */
    Lab(String bootstrapServers, String name, Path folder) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.folder = folder;
        this.topics = new Topics(name + "-references", name + "-labels", name + "-dead-letters");
    }

    Lab withTopics(EmbeddedBroker broker, int partitions) {
        broker.createTopics(
                Map.of(topics.references(), partitions, topics.labels(), partitions, topics.deadLetters(), partitions));
        return this;
    }

    StreamSettings settings(String instance, Map<String, String> kafka) {
        return settings(instance, kafka, Duration.ofSeconds(60));
    }

    StreamSettings settings(String instance, Map<String, String> kafka, Duration stuck) {
        Map<String, String> all = new HashMap<>(kafka);
        all.put("bootstrap.servers", bootstrapServers);
        return new StreamSettings(
                name,
                instance,
                topics,
                Guarantee.EXACTLY_ONCE_V2,
                GroupProtocol.CLASSIC,
                1,
                1000,
                1 << 20,
                Duration.ofSeconds(30),
                10_000,
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                stuck,
                3,
                folder.resolve(instance),
                true,
                all);
    }

    StreamApplication start(String instance, Labeller labeller) {
        return start(settings(instance, Map.of()), labeller);
    }

    static StreamApplication start(StreamSettings settings, Labeller labeller) {
        try {
            StreamApplication application = new StreamApplication(settings, labeller, SILENT);
            application.start();
            return application;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] reference(int number) {
        return ("{\"id\":\"" + number + "\",\"uri\":\"data:,\"}").getBytes(UTF_8);
    }

    /** Events numbered {@code from} to {@code to - 1}, in turn to each of the partitions. */
    void send(int from, int to, int partitions) {
        send(IntStream.range(from, to)
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(
                        topics.references(), i % partitions, String.valueOf(i).getBytes(UTF_8), reference(i)))
                .toList());
    }

    void send(int partition, byte[] key, byte @Nullable [] value) {
        send(List.of(new ProducerRecord<byte[], byte[]>(topics.references(), partition, key, value)));
    }

    /** Returns when all are acknowledged. */
    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        KafkaClients clients = new KafkaClients(Map.of(
                "bootstrap.servers", bootstrapServers, "max.request.size", String.valueOf(4 << 20), "linger.ms", "1"));
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("an event of the test could not be published", e);
        }
    }

    /** The committed records of a topic, when there are {@code count}, and no more within half a second. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic, int count, Duration limit) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + limit.toNanos();
            while (records.size() < count && System.nanoTime() - end < 0) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        return records;
    }

    /** Numbers 0 to {@code count - 1} are answered with labels once each, and in order within each partition. */
    void assertAnsweredOnceAndInOrder(int count, Duration limit) {
        List<ConsumerRecord<byte[], byte[]>> labels = committed(topics.labels(), count, limit);
        assertThat(labels.stream().map(Lab::number).sorted().toList())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
        Map<Integer, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> label : labels) {
            Integer before = last.put(label.partition(), number(label));
            assertThat(before == null || before < number(label))
                    .as("%s after %s in partition %s", number(label), before, label.partition())
                    .isTrue();
        }
    }

    static int number(ConsumerRecord<byte[], byte[]> record) {
        return Integer.parseInt(new String(record.key(), UTF_8));
    }

    void limitMessages(String topic, int bytes) {
        admin(admin -> admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get());
    }

    <T> T admin(AdminCall<T> call) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return call.on(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    interface AdminCall<T> {
        T on(Admin admin) throws ExecutionException, InterruptedException;
    }
}
