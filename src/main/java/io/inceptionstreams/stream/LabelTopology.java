package io.inceptionstreams.stream;

import io.inceptionstreams.stream.output.Outgoing;
import io.inceptionstreams.stream.output.OutputRecord;
import io.inceptionstreams.stream.output.StreamTopics;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The topology: references, inference, labels and dead letters. The processor sits directly behind the source, since
 * holds speak of the source's offsets: with a repartition topic in between, Kafka Streams would purge its records by its
 * own offset.
 */
final class LabelTopology {

    private LabelTopology() {}

    static Topology of(StreamTopics topics, Supplier<InferenceProcessor> processors) {
        Serializer<OutputRecord> value = (topic, answer) -> answer.value();
        StreamPartitioner<byte[], OutputRecord> samePartition =
                (topic, key, answer, partitions) -> Optional.of(Set.of(there(answer, topic, partitions)));
        String inference = "inference";
        return new Topology()
                .addSource(
                        (AutoOffsetReset) null, // the consumer's: KafkaProperties says why
                        "references",
                        new KeepTimestamps(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.references())
                .addProcessor(inference, processors::get, "references")
                .addSink(Outgoing.LABELS, topics.labels(), new ByteArraySerializer(), value, samePartition, inference)
                .addSink(
                        Outgoing.DEAD_LETTERS,
                        topics.deadLetters(),
                        new ByteArraySerializer(),
                        value,
                        samePartition,
                        inference);
    }

    /**
     * The answer's partition, once its output has it.
     *
     * @throws TimeoutException while it has not: {@link InOrderForwarder} tries again until it gives up
     */
    private static int there(OutputRecord answer, String topic, int partitions) {
        if (answer.sourcePartition() >= partitions) {
            throw new TimeoutException("the answer belongs to partition " + answer.sourcePartition() + " of " + topic
                    + ", which has " + partitions + " partitions: give it as many as the references have");
        }
        return answer.sourcePartition();
    }
}
