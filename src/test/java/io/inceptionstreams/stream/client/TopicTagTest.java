package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.internals.ProcessorMetadata;
import org.apache.kafka.streams.processor.internals.TopicPartitionMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What committed offsets say of their topic, and what Kafka Streams gets back. */
final class TopicTagTest {

    private static final TopicPartition PARTITION = new TopicPartition("references", 0);
    private static final Uuid ID = new Uuid(3, 4);

    @Test
    void offsetKeepsWhatItHad() {
        String ofKafkaStreams = new TopicPartitionMetadata(1_234, new ProcessorMetadata()).encode();
        OffsetAndMetadata offset = new OffsetAndMetadata(7, Optional.of(2), ofKafkaStreams);

        OffsetAndMetadata tagged = tagged(ID, offset);
        assertThat(tag(tagged)).isEqualTo(ID);
        assertThat(tagged.offset()).isEqualTo(7);
        assertThat(tagged.leaderEpoch()).hasValue(2);
        assertThat(TopicTag.without(tagged)).isEqualTo(offset);
    }

    /** A version without this class goes on, as Kafka Streams does at an offset that another program committed. */
    @Test
    void kafkaStreamsToleratesATagThatItGets() {
        String ofKafkaStreams = new TopicPartitionMetadata(1_234, new ProcessorMetadata()).encode();

        for (String before : new String[] {"", ofKafkaStreams}) {
            OffsetAndMetadata tagged = tagged(ID, new OffsetAndMetadata(7, before));
            assertThat(TopicPartitionMetadata.decode(tagged.metadata()).partitionTime())
                    .isEqualTo(-1);
        }
    }

    @Test
    void newTagReplacesTheOldOne() {
        OffsetAndMetadata tagged = tagged(new Uuid(5, 6), tagged(ID, new OffsetAndMetadata(7)));

        assertThat(tag(tagged)).isEqualTo(new Uuid(5, 6));
        assertThat(TopicTag.without(tagged)).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void offsetsOfOtherVersionsHaveNone() {
        OffsetAndMetadata other = new OffsetAndMetadata(7, "x;topic-id=?");
        Map<TopicPartition, @Nullable OffsetAndMetadata> none = new HashMap<>();
        none.put(PARTITION, null);

        assertThat(tag(new OffsetAndMetadata(7))).isNull();
        assertThat(tag(other)).isNull();
        assertThat(TopicTag.without(other)).isEqualTo(other);
        assertThat(TopicTag.of(none)).isEmpty();
        assertThat(TopicTag.with(null, Map.of(PARTITION, other))).containsValue(other);
    }

    /** Brokers refuse offsets with more, and the partition would never get on. */
    @Test
    void offsetWhoseMetadataWouldBeTooLongGetsNone() {
        OffsetAndMetadata offset = new OffsetAndMetadata(7, "x".repeat(TopicTag.MOST_METADATA - 10));

        assertThat(tagged(ID, offset)).isEqualTo(offset);
    }

    private static OffsetAndMetadata tagged(Uuid id, OffsetAndMetadata offset) {
        return TopicTag.with(id, Map.of(PARTITION, offset)).values().iterator().next();
    }

    private static @Nullable Uuid tag(OffsetAndMetadata offset) {
        return TopicTag.of(Map.of(PARTITION, offset)).get(PARTITION);
    }
}
