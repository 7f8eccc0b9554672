package io.inceptionstreams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.stream.StreamSettings.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One measurement: an instance of its own, a load, and the time until its answers are committed. */
final class LoadRun {

    private static final int PARTITIONS = 8;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final EmbeddedBroker broker;
    private final Configuration configuration;

    LoadRun(EmbeddedBroker broker, Configuration configuration) {
        this.broker = broker;
        this.configuration = configuration;
    }

    /** Sound events answered a second: from the first one published until the last sound one is committed. */
    double run(Load load)
            throws CommandException, ClassifierException, IOException, InterruptedException, ModelException {
        Topics topics = configuration.topics();
        broker.createTopics(DemoTopics.of(topics, PARTITIONS));
        KafkaClients clients = new KafkaClients(configuration.kafka());
        try (Instance instance =
                        Instance.start(configuration, Models.open(configuration, Progress.none()), Progress.none());
                Producer<byte[], byte[]> producer = clients.producer();
                Consumer<byte[], byte[]> reader =
                        clients.reader(List.of(topics.labels(), topics.deadLetters()), true)) {
            long patience = System.nanoTime() + PATIENCE.toNanos();
            while (!instance.application().isRunning()) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            for (int i = 0; i < load.count(); i++) {
                producer.send(new ProducerRecord<>(
                        topics.references(),
                        i % PARTITIONS,
                        String.valueOf(i).getBytes(UTF_8),
                        load.values().apply(i)));
            }
            int sound = 0;
            long lastSound = start;
            while (sound < load.counted()) {
                if (System.nanoTime() - patience > 0) {
                    throw new CommandException("only " + sound + " of " + load.counted() + " sound events were answered"
                            + " within " + PATIENCE.toMinutes() + " minutes");
                }
                for (ConsumerRecord<byte[], byte[]> answer : reader.poll(POLL)) {
                    int number = Integer.parseInt(new String(answer.key(), UTF_8));
                    if (load.sound().apply(number)) {
                        require(answer.topic().equals(topics.labels()), answer);
                        sound++;
                        lastSound = System.nanoTime();
                    }
                }
            }
            return load.counted() / ((lastSound - start) / 1e9);
        }
    }

    private static void require(boolean labelled, ConsumerRecord<byte[], byte[]> answer) throws CommandException {
        if (!labelled) {
            throw new CommandException("a sound event became a dead letter: " + answer.headers());
        }
    }
}
