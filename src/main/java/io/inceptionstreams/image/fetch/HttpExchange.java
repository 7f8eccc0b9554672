package io.inceptionstreams.image.fetch;

import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One HTTP request and its response. Never throws: the future completes, exceptionally with an {@link ImageException} at
 * most. Cancelling it aborts the exchange.
 */
interface HttpExchange extends AutoCloseable {

    /**
     * Asks for the URI.
     *
     * @param uri of the web, and without credentials
     * @param headers what the request says besides
     */
    CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers);

    @Override
    void close();

    /** What a response means to a fetch that has not failed. */
    sealed interface Answer {}

    /** The image; at least one byte. Answers are never compared, so equality by identity of the array does no harm. */
    @SuppressWarnings("ArrayRecordComponent")
    record Body(byte[] bytes) implements Answer {}

    /** The image is elsewhere; {@code location} is the header's value, its bytes read as Latin-1. */
    record Redirect(String location) implements Answer {}
}
