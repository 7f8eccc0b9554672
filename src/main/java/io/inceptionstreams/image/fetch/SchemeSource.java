package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.util.Map;
import java.util.Optional;
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
        ImageSource source = sources.get(Uri.scheme(uri));
        return source != null
                ? source.fetch(uri, deadline)
                : CompletableFuture.failedFuture(ImageException.permanent(
                        Reason.SCHEME_UNSUPPORTED,
                        "no source for " + Uri.shown(uri) + "; there are " + new TreeSet<>(sources.keySet())));
    }

    @Override
    public Optional<String> problem() {
        return sources.values().stream()
                .map(ImageSource::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        sources.values().forEach(ImageSource::close);
    }
}
