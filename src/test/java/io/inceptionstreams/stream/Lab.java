package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.stream.StreamSettings.Shutdown;
import io.inceptionstreams.stream.output.Alterations;
import io.inceptionstreams.stream.output.Change;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.OutputHealth;
import io.inceptionstreams.stream.output.OutputLimits;
import io.inceptionstreams.stream.output.Refusals;
import io.inceptionstreams.stream.output.SendWatch;
import io.inceptionstreams.stream.output.StreamTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of a test's own on a real broker, and what a test does with them. */
public final class Lab {

    /** The broker deletes events of 1970 when it next looks at its logs, half a minute after it has started. */
    private static final Map<String, String> KEPT = Map.of("retention.ms", "-1");

    public static final StreamObserver SILENT = new StreamObserver() {
        @Override
        public void received() {}

        @Override
        public void labelled() {}

        @Override
        public void deadLettered(EventPosition position, Rejected rejected) {}

        @Override
        public void abandoned(int events) {}

        @Override
        public void logReplaced() {}

        @Override
        public void lost(EventPosition first, long events) {}

        @Override
        public void altered(Change change) {}

        @Override
        public void refused(String output) {}
    };

    private final String bootstrapServers;
    private final String name;
    private final Path folder;
    final StreamTopics topics;
    private int partitions;

    /** @param name prefixes everything */
    Lab(String bootstrapServers, String name, Path folder) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.folder = folder;
        this.topics = new StreamTopics(name + "-references", name + "-labels", name + "-dead-letters");
    }

    Lab withTopics(EmbeddedBroker broker, int number) {
        partitions = number;
        broker.createTopics(Stream.of(topics.references(), topics.labels(), topics.deadLetters())
                .map(topic -> new NewTopic(topic, Optional.of(number), Optional.empty()).configs(KEPT))
                .toList());
        return this;
    }

    int partitions() {
        return partitions;
    }

    StreamSettings settings(Guarantee guarantee, GroupProtocol protocol, Map<String, String> kafka) {
        return settings("a", guarantee, protocol, LeaveGroup.AUTO, kafka, Duration.ofSeconds(60));
    }

    StreamSettings settings(String instance, Map<String, String> kafka) {
        return settings(instance, kafka, Duration.ofSeconds(60));
    }

    StreamSettings settings(String instance, Map<String, String> kafka, Duration stuck) {
        return settings(instance, Guarantee.EXACTLY_ONCE_V2, LeaveGroup.AUTO, kafka, stuck);
    }

    StreamSettings settings(
            @Nullable String instance,
            Guarantee guarantee,
            LeaveGroup leaveGroup,
            Map<String, String> kafka,
            Duration stuck) {
        return settings(instance, guarantee, GroupProtocol.CLASSIC, leaveGroup, kafka, stuck);
    }

    StreamSettings settings(
            @Nullable String instance,
            Guarantee guarantee,
            GroupProtocol protocol,
            LeaveGroup leaveGroup,
            Map<String, String> kafka,
            Duration stuck) {
        Map<String, String> all = new HashMap<>(kafka);
        all.put("bootstrap.servers", bootstrapServers);
        return new StreamSettings(
                name,
                instance,
                topics,
                guarantee,
                protocol,
                1,
                1000,
                1 << 20,
                Duration.ofSeconds(30),
                10_000,
                Duration.ofMillis(20),
                new Shutdown(Duration.ofSeconds(5), Duration.ofSeconds(10), leaveGroup),
                Duration.ofSeconds(10),
                stuck,
                3,
                folder.resolve(name + "-" + (instance == null ? UUID.randomUUID() : instance)),
                all);
    }

    StreamApplication start(String instance, Labeller labeller) {
        return start(settings(instance, Map.of()), labeller);
    }

    static StreamApplication start(StreamSettings settings, Labeller labeller) {
        return start(settings, labeller, SILENT);
    }

    static StreamApplication start(StreamSettings settings, Labeller labeller, StreamObserver observer) {
        try {
            StreamApplication application = new StreamApplication(settings, labeller, observer);
            application.start();
            return application;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forwarding to outputs that take everything; for a test without a broker. */
    static InOrderForwarder.Parts forwarding(
            OutcomeEncoder answers, Duration stuck, LongSupplier nanoTime, InstantSource clock) {
        OutputLimits limits = new OutputLimits(nanoTime);
        Fitting.Sending sending = new Fitting.Sending(1 << 20, "none");
        Refusals refusals = new Refusals(limits, sending, SILENT::refused, clock, nanoTime, () -> {});
        StreamTopics topics = new StreamTopics("references", "labels", "dead-letters");
        return new InOrderForwarder.Parts(
                new OutputHealth(stuck, nanoTime),
                new Fitting(topics, answers, limits, refusals, sending, clock),
                new SendWatch(refusals),
                new Alterations(SILENT::altered, nanoTime));
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

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        send(records, "none");
    }

    void sendCompressed(List<ProducerRecord<byte[], byte[]>> records) {
        send(records, "gzip");
    }

    /** Returns when all are acknowledged. */
    private void send(List<ProducerRecord<byte[], byte[]>> records, String compression) {
        KafkaClients clients = new KafkaClients(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.request.size",
                String.valueOf(4 << 20),
                "linger.ms",
                "1",
                "max.block.ms", // a cluster that has lost a node on a busy machine
                "60000",
                "compression.type",
                compression));
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

    /** Events numbered {@code from} to {@code to - 1} in one transaction. */
    void sendInTransaction(int from, int to, int partition, boolean commit) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                UUID.randomUUID().toString());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(
                        topics.references(), partition, String.valueOf(i).getBytes(UTF_8), reference(i)));
            }
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** The group's offset in a partition of the references; -1 if it has none. */
    long committedOffset(int partition) {
        OffsetAndMetadata offset = committed(partition);
        return offset == null ? -1 : offset.offset();
    }

    /** The same with its metadata; null if it has none. */
    @Nullable
    OffsetAndMetadata committed(int partition) {
        return admin(admin -> admin.listConsumerGroupOffsets(name)
                        .partitionsToOffsetAndMetadata()
                        .get())
                .get(new TopicPartition(topics.references(), partition));
    }

    /** As if the group had committed them. */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        admin(admin -> admin.alterConsumerGroupOffsets(name, new HashMap<>(offsets))
                .all()
                .get());
    }

    String name() {
        return name;
    }

    /** How many consumers the group has. */
    int members() {
        return admin(admin -> admin.describeConsumerGroups(List.of(name)).all().get()).values().stream()
                .mapToInt(group -> group.members().size())
                .sum();
    }

    void awaitMembers(int count, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        int members = members();
        while (members != count && System.nanoTime() - end < 0) {
            members = members();
        }
        assertThat(members).as("members of %s", name).isEqualTo(count);
    }

    void awaitCommittedOffset(int partition, long offset, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        long committed = committedOffset(partition);
        while (committed != offset && System.nanoTime() - end < 0) {
            committed = committedOffset(partition);
        }
        assertThat(committed).as("committed offset of partition %s", partition).isEqualTo(offset);
    }

    /** How many records are written to the broker's topic of offsets meanwhile. */
    long offsetCommitsDuring(Duration time) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("__consumer_offsets").stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            long end = System.nanoTime() + time.toNanos();
            long records = 0;
            while (System.nanoTime() - end < 0) {
                records += consumer.poll(Duration.ofMillis(100)).count();
            }
            return records;
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
        configure(topic, Map.of("max.message.bytes", String.valueOf(bytes)));
    }

    /**
     * Returns when the broker goes by it. Its acknowledgement comes earlier; but the broker applies changes one after the
     * other, so that this one is in force when a later one can be seen.
     */
    void configure(String topic, Map<String, String> configuration) {
        admin(admin -> admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        configuration.entrySet().stream()
                                .map(e -> new AlterConfigOp(
                                        new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                                .toList()))
                .all()
                .get());
        String later = topic + "-" + UUID.randomUUID();
        admin(admin -> admin.createTopics(List.of(new NewTopic(later, 1, (short) 1)))
                .all()
                .get());
        while (!admin(admin -> admin.listTopics().names().get()).contains(later)) {
            Thread.onSpinWait();
        }
    }

    void grow(String topic, int partitions) {
        admin(admin -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
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
