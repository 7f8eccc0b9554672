package io.inceptionstreams.stream.client;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The id of the topic that a committed offset belongs to, at the end of the offset's metadata. The offset alone does not
 * tell: a task that has not noticed yet that its topic was deleted and created again commits offsets of the old topic, and
 * the group keeps them for the new one. Kafka Streams' own metadata stand before the id, in Base64, which has no semicolon.
 * Kafka Streams gets them back without the id; a version without this class gets both, warns once for each partition
 * ("Unsupported offset metadata found") and goes on at the offset.
 */
final class TopicTag {

    /** What brokers take by default ({@code offset.metadata.max.bytes}); an offset without a tag is better than none. */
    static final int MOST_METADATA = 4096;

    private static final String MARK = ";topic-id=";

    private TopicTag() {}

    /** The offsets with this id; as they are when it is null. */
    static Map<TopicPartition, OffsetAndMetadata> with(
            @Nullable Uuid id, Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (id == null) {
            return offsets;
        }
        Map<TopicPartition, OffsetAndMetadata> tagged = new HashMap<>();
        offsets.forEach((partition, offset) -> tagged.put(partition, with(id, without(offset))));
        return tagged;
    }

    private static OffsetAndMetadata with(Uuid id, OffsetAndMetadata offset) {
        String metadata = offset.metadata() + MARK + id;
        return metadata.length() > MOST_METADATA
                ? offset
                : new OffsetAndMetadata(offset.offset(), offset.leaderEpoch(), metadata);
    }

    /** The ids of those offsets that have one. */
    static Map<TopicPartition, Uuid> of(Map<TopicPartition, @Nullable OffsetAndMetadata> offsets) {
        Map<TopicPartition, Uuid> ids = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            Uuid id = offset == null ? null : of(offset);
            if (id != null) {
                ids.put(partition, id);
            }
        });
        return ids;
    }

    private static @Nullable Uuid of(OffsetAndMetadata offset) {
        int mark = offset.metadata().lastIndexOf(MARK);
        if (mark < 0) {
            return null;
        }
        try {
            return Uuid.fromString(offset.metadata().substring(mark + MARK.length()));
        } catch (IllegalArgumentException e) {
            return null; // not written by this class
        }
    }

    /** The offset as it was before it got an id. */
    static OffsetAndMetadata without(OffsetAndMetadata offset) {
        return of(offset) == null
                ? offset
                : new OffsetAndMetadata(
                        offset.offset(),
                        offset.leaderEpoch(),
                        offset.metadata().substring(0, offset.metadata().lastIndexOf(MARK)));
    }
}
