package io.inceptionstreams.image;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Sends each URI to the source of its scheme. A scheme without a source is unknown or switched off. */
final class SchemeSource implements ImageSource {

    private final Map<String, ImageSource> sources;

    SchemeSource(Map<String, ImageSource> sources) {
        this.sources = Map.copyOf(sources);
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        ImageSource source = sources.get(Uris.scheme(uri));
        return source != null
                ? source.fetch(uri, deadline)
                : CompletableFuture.failedFuture(ImageException.permanent(
                        Reason.SCHEME_UNSUPPORTED,
                        "no source for " + Uris.shown(uri) + "; there are " + new TreeSet<>(sources.keySet())));
    }

    @Override
    public void close() {
        sources.values().forEach(ImageSource::close);
    }
}
