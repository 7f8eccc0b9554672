package io.inceptionstreams.lab.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the committed answers as they come, on a thread of its own, and enters them into the audit. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Audit audit;
    private final String labels;
    private final AtomicIntegerArray answered;
    private final Thread thread = new Thread(this::run, "ledger-watch");
    private volatile boolean closed;
    private volatile long lastNanos = System.nanoTime();

    Watch(String bootstrapServers, String labels, String deadLetters, int partitions, Audit audit) {
        this.labels = labels;
        this.audit = audit;
        this.answered = new AtomicIntegerArray(partitions);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        50),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, partitions)
                .boxed()
                .flatMap(p -> List.of(new TopicPartition(labels, p), new TopicPartition(deadLetters, p)).stream())
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Answers that were committed to a partition of the outputs. */
    int answered(int partition) {
        return answered.get(partition);
    }

    /** How long nothing new has come. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    private void run() {
        while (!closed) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    lastNanos = System.nanoTime();
                    audit.enter(record, record.topic().equals(labels));
                    answered.incrementAndGet(record.partition());
                }
            } catch (KafkaException e) {
                LOG.warn("reading the answers failed; it is tried again", e);
            }
        }
        consumer.close();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
