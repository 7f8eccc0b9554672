package io.inceptionstreams.stream;

import org.apache.kafka.streams.errors.StreamsException;

/** Something that should have come, with all its bounds, did not: the stream thread is worth replacing. */
final class StuckException extends StreamsException {

    StuckException(String message) {
        super(message);
    }
}
