package io.inceptionstreams.lab.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.Scores;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Confluent's parallel consumer, in batches of the largest size, unordered (its fastest), at least once. One task more
 * than the device takes decodes the next batch meanwhile.
 */
final class ParallelConsumerBaseline {

    private final BaselineSetup setup;
    private final BaselineImages images;
    private final Classifier device;

    private ParallelConsumerBaseline(BaselineSetup setup) {
        this.setup = setup;
        this.images = new BaselineImages(setup);
        this.device = setup.devices().get(0);
    }

    static void run(BaselineSetup setup) throws InterruptedException {
        ParallelConsumerBaseline baseline = new ParallelConsumerBaseline(setup);
        ParallelConsumerOptions<byte[], byte[]> options = ParallelConsumerOptions.<byte[], byte[]>builder()
                .consumer(ConsumerLoopBaseline.consumer(setup, 500))
                .producer(ConsumerLoopBaseline.producer(setup))
                .ordering(ProcessingOrder.UNORDERED)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .batchSize(setup.maxBatch())
                .maxConcurrency(3)
                // It looks into private fields of the consumer that newer ones do not have.
                .ignoreReflectiveAccessExceptionsForAutoCommitDisabledCheck(true)
                .build();
        try (ParallelStreamProcessor<byte[], byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(options)) {
            processor.subscribe(List.of(setup.references()));
            processor.pollAndProduceMany(context -> baseline.label(context.getConsumerRecordsFlattened()));
            // It does not report when it fails.
            while (!processor.isClosedOrFailed()) {
                TimeUnit.SECONDS.sleep(1);
            }
            throw new IllegalStateException("the parallel consumer has closed itself; the log says why");
        }
    }

    private List<ProducerRecord<byte[], byte[]>> label(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<JsonNode> events =
                batch.stream().map(record -> images.event(record.value())).toList();
        List<ByteBuffer> pixels = events.stream()
                .map(event -> images.pixels(event, setup.decoder()))
                .toList();
        List<Scores> scores;
        synchronized (device) {
            scores = BaselineImages.classify(device, pixels);
        }
        return images.results(batch, events, scores);
    }
}
