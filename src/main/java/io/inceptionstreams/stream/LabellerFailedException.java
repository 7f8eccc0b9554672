package io.inceptionstreams.stream;

import org.apache.kafka.streams.errors.StreamsException;

/** The labeller is broken for good: another stream thread would fare no better, so the instance must stop. */
final class LabellerFailedException extends StreamsException {

    LabellerFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
