package io.inceptionstreams.lab.bench.baseline;

import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** What a user would write instead. */
public enum Baseline {
    /** Kafka Streams: {@code mapValues} with ImageIO, and a prediction a record. */
    KAFKA_STREAMS,
    /** A consumer, a batch a poll. */
    CONSUMER_LOOP,
    /** Confluent's parallel consumer, a batch a task. */
    PARALLEL_CONSUMER;

    /** Runs until it fails or the process is killed. */
    public void run(BaselineSetup setup) throws InterruptedException, ExecutionException {
        // Not a method of each constant: only what runs may load its library, which the application lacks.
        switch (this) {
            case KAFKA_STREAMS -> new KafkaStreamsBaseline(setup).run();
            case CONSUMER_LOOP -> new ConsumerLoopBaseline(setup).run();
            case PARALLEL_CONSUMER -> ParallelConsumerBaseline.run(setup);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
