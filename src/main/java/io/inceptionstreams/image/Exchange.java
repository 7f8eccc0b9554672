package io.inceptionstreams.image;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * One HTTP request and its response. Never throws: the future completes, exceptionally with an {@link ImageException} at
 * most. Cancelling it aborts the exchange.
 */
interface Exchange extends AutoCloseable {

    /** {@code uri} is absolute, with scheme {@code http} or {@code https}, a host, and no user-info. */
    CompletableFuture<Answer> get(URI uri);

    @Override
    void close();

    /** What a response means to a fetch that has not failed. */
    sealed interface Answer {}

    /** The image; at least one byte. Nobody compares answers, so equality by identity of the array does no harm. */
    @SuppressWarnings("ArrayRecordComponent")
    record Body(byte[] bytes) implements Answer {}

    /** The image is elsewhere; {@code location} is the server's text. */
    record Redirect(String location) implements Answer {}
}
