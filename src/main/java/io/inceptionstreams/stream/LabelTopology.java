package io.inceptionstreams.stream;

import java.util.Optional;
import java.util.Set;
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

    static Topology of(StreamSettings.Topics topics, InferenceProcessor.Shared shared) {
        Serializer<Answer> value = (topic, answer) -> answer.value();
        StreamPartitioner<byte[], Answer> samePartition =
                (topic, key, answer, partitions) -> Optional.of(Set.of(answer.sourcePartition() % partitions));
        String inference = "inference";
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "references",
                        new KeepTimestamps(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.references())
                .addProcessor(inference, () -> new InferenceProcessor(shared), "references")
                .addSink(
                        InferenceProcessor.LABELS,
                        topics.labels(),
                        new ByteArraySerializer(),
                        value,
                        samePartition,
                        inference)
                .addSink(
                        InferenceProcessor.DEAD_LETTERS,
                        topics.deadLetters(),
                        new ByteArraySerializer(),
                        value,
                        samePartition,
                        inference);
    }
}
