package io.inceptionstreams.lab.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import io.inceptionstreams.infer.Classifier;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** The stream of the blog posts, with a thread for each device: fetch, decode and predict in {@code mapValues}. */
final class KafkaStreamsBaseline {

    private final BaselineSetup setup;
    private final BaselineImages images;
    private final BlockingQueue<Classifier> devices;

    KafkaStreamsBaseline(BaselineSetup setup) {
        this.setup = setup;
        this.images = new BaselineImages(setup);
        this.devices = new ArrayBlockingQueue<>(setup.devices().size(), false, setup.devices());
    }

    void run() throws InterruptedException, ExecutionException {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(setup.references(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(this::label)
                .to(setup.labels(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        Properties properties = new Properties();
        properties.putAll(setup.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, setup.applicationId());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, setup.guarantee());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, setup.devices().size());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, setup.stateFolder().toString());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.setUncaughtExceptionHandler(failure -> {
                ended.completeExceptionally(failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            ended.get();
        }
    }

    private byte[] label(byte[] value) {
        JsonNode event = images.event(value);
        Classifier device = null;
        try {
            List<ByteBuffer> pixels = List.of(images.plainPixels(event));
            device = devices.take();
            return images.result(event, BaselineImages.classify(device, pixels).get(0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (device != null) {
                devices.add(device);
            }
        }
    }
}
