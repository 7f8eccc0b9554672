package io.inceptionstreams.stream.client;

import org.apache.kafka.streams.errors.StreamsException;

/** The topic is another one, and this thread's consumer cannot be moved to its beginning; that of a new thread starts there. */
public final class TopicReplacedException extends StreamsException {

    private static final long serialVersionUID = 1L;

    public TopicReplacedException(String message) {
        super(message);
    }
}
