package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.ImageException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads an image's bytes.
 *
 * <p>{@link #fetch} never throws and never blocks on the network or a disk: the future completes, exceptionally with an
 * {@link ImageException} at most, and soon after the deadline at the latest. Cancelling the future aborts the work.
 * Futures complete on threads that other fetches need (the timer, the network's): continue with an executor of your own.
 *
 * <p>Safe for use by many threads.
 */
public interface ImageSource extends AutoCloseable {

    CompletableFuture<byte[]> fetch(String uri, Deadline deadline);

    /** Why some images cannot be fetched any more until someone acts; empty while all can. Returns at once. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Ends running fetches; their futures fail. */
    @Override
    void close();
}
