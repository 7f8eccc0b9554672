package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What goes to an output topic for one event.
 *
 * @param value the result's JSON, or the dead letter's original bytes
 * @param rejected why, for a dead letter; null for a result
 * @param headers added to the event's own
 * @param sourcePartition answers go to the partition of the same number, which keeps their order even when events have
 *     no key
 */
record Answer(byte @Nullable [] value, @Nullable Rejected rejected, List<Header> headers, int sourcePartition) {

    int size() {
        return value == null ? 0 : value.length;
    }
}
