package io.inceptionstreams.stream;

import io.inceptionstreams.stream.client.ReadObserver;
import io.inceptionstreams.stream.client.ReadProgress;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** For tests in which nothing happens to the logs. */
public final class IgnoresLogs implements ReadObserver {

    @Override
    public void reads(Uuid topic) {}

    @Override
    public void lost(ReadProgress.Loss loss) {}

    @Override
    public void topicReplaced() {}

    @Override
    public void committedOffsetReplaced(TopicPartition partition) {}
}
