package io.inceptionstreams.stream.output;

import io.inceptionstreams.event.Rejected;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What goes to an output topic for one event. Immutable, as long as the value's bytes are not changed. */
public final class OutputRecord {

    private final byte @Nullable [] value;
    private final @Nullable Rejected rejected;
    private final List<Header> headers;
    private final int sourcePartition;

    private OutputRecord(
            byte @Nullable [] value, @Nullable Rejected rejected, List<Header> headers, int sourcePartition) {
        this.value = value;
        this.rejected = rejected;
        this.headers = headers;
        this.sourcePartition = sourcePartition;
    }

    /** @param json the result */
    public static OutputRecord labels(byte[] json, int sourcePartition) {
        return new OutputRecord(json, null, List.of(), sourcePartition);
    }

    /**
     * @param original the event's value, byte for byte; null if it had none
     * @param headers added to the event's own
     */
    static OutputRecord deadLetter(
            byte @Nullable [] original, Rejected rejected, List<Header> headers, int sourcePartition) {
        return new OutputRecord(original, rejected, headers, sourcePartition);
    }

    /** The same with another value. */
    OutputRecord withValue(byte @Nullable [] other) {
        return new OutputRecord(other, rejected, headers, sourcePartition);
    }

    public byte @Nullable [] value() {
        return value;
    }

    /** Why, for a dead letter; null for a result. */
    @Nullable
    public Rejected rejected() {
        return rejected;
    }

    List<Header> headers() {
        return headers;
    }

    /** Answers go to the partition of this number, which keeps their order even when events have no key. */
    public int sourcePartition() {
        return sourcePartition;
    }
}
