package io.inceptionstreams.stream;

import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/** Something that should have come, with all its bounds, did not: the stream thread is worth replacing. */
final class StuckException extends StreamsException {

    StuckException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
