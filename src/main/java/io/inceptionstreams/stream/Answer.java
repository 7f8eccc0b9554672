package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What goes to an output topic for one event. Immutable, if nobody changes the value's bytes. */
final class Answer {

    private final byte @Nullable [] value;
    private final @Nullable Rejected rejected;
    private final List<Header> headers;
    private final int sourcePartition;

    private Answer(byte @Nullable [] value, @Nullable Rejected rejected, List<Header> headers, int sourcePartition) {
        this.value = value;
        this.rejected = rejected;
        this.headers = headers;
        this.sourcePartition = sourcePartition;
    }

    /** @param json the result */
    static Answer labels(byte[] json, int sourcePartition) {
        return new Answer(json, null, List.of(), sourcePartition);
    }

    /**
     * @param original the event's value, byte for byte; null if it had none
     * @param headers added to the event's own
     */
    static Answer deadLetter(byte @Nullable [] original, Rejected rejected, List<Header> headers, int sourcePartition) {
        return new Answer(original, rejected, headers, sourcePartition);
    }

    byte @Nullable [] value() {
        return value;
    }

    /** Why, for a dead letter; null for a result. */
    @Nullable
    Rejected rejected() {
        return rejected;
    }

    List<Header> headers() {
        return headers;
    }

    /** Answers go to the partition of this number, which keeps their order even when events have no key. */
    int sourcePartition() {
        return sourcePartition;
    }
}
