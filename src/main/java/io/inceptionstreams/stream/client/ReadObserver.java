package io.inceptionstreams.stream.client;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Told by consumers, on stream threads, what happened to the logs that they read. */
public interface ReadObserver {

    /** The consumer reads the topic with this id; told once, and again when it is another. */
    void reads(Uuid topic);

    /** Records were deleted before they were read. */
    void lost(ReadProgress.Loss loss);

    /** The references topic was deleted and created again: what is known of its records is of no use any more. */
    void topicReplaced();

    /** The committed offset of a partition that has no task yet is of the deleted topic. */
    void committedOffsetReplaced(TopicPartition partition);
}
