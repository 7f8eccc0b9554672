package io.inceptionstreams.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What tests say about fetches. */
final class Failures {

    private Failures() {}

    /** The failure of a fetch that is done, or soon will be. */
    static ImageException failure(CompletableFuture<?> fetch) {
        try {
            fetch.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(ImageException.class);
            return ImageException.of(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the fetch does not end", e);
        }
        throw new AssertionError("the fetch succeeded");
    }

    static Reason reason(CompletableFuture<?> fetch) {
        return failure(fetch).rejected().reason();
    }

    static byte[] bytes(CompletableFuture<byte[]> fetch) {
        try {
            return fetch.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError("the fetch failed", e);
        }
    }
}
