package io.inceptionstreams.stream.output;

import org.apache.kafka.streams.errors.StreamsException;

/** An output takes no answers, and another thread would fare no better: its topic is missing, for example. */
public final class UnwritableException extends StreamsException {

    /** Without Kafka's own exception, whose innermost cause names no topic: the message has what it says. */
    public UnwritableException(String message) {
        super(message);
    }
}
