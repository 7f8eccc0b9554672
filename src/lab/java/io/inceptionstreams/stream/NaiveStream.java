package io.inceptionstreams.stream;

import io.inceptionstreams.stream.client.CommitHolds;
import java.io.IOException;

/**
 * The stream with commits as Kafka Streams makes them: its clients know holds that hold nothing. A crash loses the events
 * in flight, which the ledger must find. In the laboratory alone: the program cannot be built so.
 */
public final class NaiveStream {

    private NaiveStream() {}

    /** @throws IOException when {@code state.dir} cannot be written */
    public static StreamApplication open(StreamSettings settings, Labeller labeller, StreamObserver observer)
            throws IOException {
        return new StreamApplication(settings, labeller, observer, holds -> new CommitHolds());
    }
}
