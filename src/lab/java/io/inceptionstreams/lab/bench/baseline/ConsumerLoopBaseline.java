package io.inceptionstreams.lab.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Poll a batch, decode it on all cores, predict it, send, commit. At least once. Nothing overlaps: the device waits while
 * the next batch is decoded.
 */
final class ConsumerLoopBaseline {

    private static final Duration POLL = Duration.ofMillis(100);

    private final BaselineSetup setup;
    private final BaselineImages images;

    ConsumerLoopBaseline(BaselineSetup setup) {
        this.setup = setup;
        this.images = new BaselineImages(setup);
    }

    void run() throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = consumer(setup, setup.maxBatch());
                Producer<byte[], byte[]> producer = producer(setup)) {
            consumer.subscribe(List.of(setup.references()));
            while (!Thread.interrupted()) {
                List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
                consumer.poll(POLL).forEach(batch::add);
                if (!batch.isEmpty()) {
                    label(batch).forEach(producer::send);
                    producer.flush();
                    consumer.commitSync();
                }
            }
            throw new InterruptedException();
        }
    }

    private List<ProducerRecord<byte[], byte[]>> label(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<JsonNode> events =
                batch.stream().map(record -> images.event(record.value())).toList();
        List<ByteBuffer> pixels = events.parallelStream()
                .map(event -> images.pixels(event, setup.decoder()))
                .toList();
        return images.results(
                batch, events, BaselineImages.classify(setup.devices().get(0), pixels));
    }

    static Consumer<byte[], byte[]> consumer(BaselineSetup setup, int maxPoll) {
        Properties properties = new Properties();
        properties.putAll(setup.kafka());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, setup.applicationId());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPoll);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static Producer<byte[], byte[]> producer(BaselineSetup setup) {
        Properties properties = new Properties();
        properties.putAll(setup.kafka());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
