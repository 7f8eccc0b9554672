package io.inceptionstreams.stream.output;

import java.util.Locale;

/** What an answer does not have from its event, because its output would refuse it with that. */
public enum Change {
    /** It has the time of writing. */
    TIMESTAMP,
    /** It has an empty one. */
    VALUE,
    /** It has none of the event's own. */
    HEADERS,
    /** It has none, or one that was made of the event's topic, partition and offset. */
    KEY;

    /** As the header {@code inception.altered} and the metric's tag have it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
