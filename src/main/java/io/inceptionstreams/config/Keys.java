package io.inceptionstreams.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every setting, an expression each. The README's table, the environment's names and the errors all come from here. */
public final class Keys {

    private static final Map<String, Key<?>> TABLE = new LinkedHashMap<>();

    public static final Key<Path> MODEL =
            key("model", Type.path(), "models/nsfwjs-inception-v3", "Folder of the model to serve");

    public static final Key<String> TOPIC_REFERENCES =
            key("topics.references", Type.string(), "image-references", "Topic that image references are read from");
    public static final Key<String> TOPIC_LABELS =
            key("topics.labels", Type.string(), "image-labels", "Topic that results are written to");
    public static final Key<String> TOPIC_DEAD_LETTERS = key(
            "topics.dead-letters", Type.string(), "image-dead-letters", "Topic that rejected events are written to");

    public static final Key<String> APPLICATION_ID = key(
            "application.id", Type.string(), "inception-streams", "Name that all instances of one application share");
    public static final Key<Optional<String>> INSTANCE_ID = key(
            "instance.id",
            Type.string().optional(),
            "",
            "Stable name of this instance, unique in its application: restarted under it, the instance takes over at once");
    public static final Key<String> GUARANTEE = key(
            "guarantee",
            Type.oneOf("exactly_once_v2", "at_least_once"),
            "exactly_once_v2",
            "What a crash may do: nothing, or repeat results");
    public static final Key<String> GROUP_PROTOCOL = key(
            "group.protocol", Type.oneOf("classic", "streams"), "classic", "How the instances share the partitions");
    public static final Key<Integer> STREAM_THREADS =
            key("stream.threads", Type.integer(1, 256), "1", "Kafka Streams threads of this instance");

    public static final Key<Integer> OUTPUT_LABELS =
            key("output.labels", Type.integer(1, 1000), "5", "Labels in a result whose event asks for no number");
    public static final Key<Duration> DEADLINE = key(
            "deadline",
            Type.duration("1ms", "1h"),
            "30s",
            "Time for an event that brings no deadline: fetch, decode, queue and inference together");

    private Keys() {}

    /** In the order of the table. */
    static Collection<Key<?>> all() {
        return Collections.unmodifiableCollection(TABLE.values());
    }

    private static <T> Key<T> key(String name, Type<T> type, String defaultText, String description) {
        Key<T> key = new Key<>(name, type, defaultText, description);
        if (TABLE.put(name, key) != null) {
            throw new IllegalArgumentException("key " + name + ": is in the table twice");
        }
        return key;
    }
}
