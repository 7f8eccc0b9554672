package io.inceptionstreams.cli;

import io.inceptionstreams.stream.output.StreamTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The application's topics as a broker without replication has them. */
public final class LocalTopics {

    /** Kafka's own default. */
    private static final int MAX_EVENT = 1 << 20;

    /** A dead letter is the event and its headers, which say why: it needs room for them. */
    private static final int MAX_DEAD_LETTER = MAX_EVENT + (64 << 10);

    private LocalTopics() {}

    public static List<NewTopic> of(StreamTopics topics, int partitions) {
        return List.of(
                topic(topics.references(), partitions, MAX_EVENT),
                topic(topics.labels(), partitions, MAX_EVENT),
                topic(topics.deadLetters(), partitions, MAX_DEAD_LETTER));
    }

    private static NewTopic topic(String name, int partitions, int maxBytes) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxBytes)));
    }
}
