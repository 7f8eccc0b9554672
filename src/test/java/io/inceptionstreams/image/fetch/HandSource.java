package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A source whose fetches a test completes. */
final class HandSource implements ImageSource {

    final List<CompletableFuture<byte[]>> fetches = new ArrayList<>();

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> fetch = new CompletableFuture<>();
        fetches.add(fetch);
        return fetch;
    }

    CompletableFuture<byte[]> last() {
        return fetches.get(fetches.size() - 1);
    }

    @Override
    public void close() {}
}
