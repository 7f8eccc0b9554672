package io.inceptionstreams.image;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.Exchange.Answer;
import io.inceptionstreams.image.Exchange.Body;
import io.inceptionstreams.image.Exchange.Redirect;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CompletableFuture;

/**
 * {@code http:} and {@code https:} URIs. Redirects are followed here, not by the client, so that each target goes through
 * the same checks, limits and threads as a URI of an event.
 */
final class HttpSource implements ImageSource {

    private final Exchange exchange;
    private final int maxRedirects;

    HttpSource(Exchange exchange, int maxRedirects) {
        this.exchange = exchange;
        this.maxRedirects = maxRedirects;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            hop(target(uri), 0, answer);
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void hop(URI target, int redirects, CompletableFuture<byte[]> answer) {
        CompletableFuture<Answer> response = exchange.get(target);
        Futures.onEnd(response, (value, failure) -> {
            if (value instanceof Body body) {
                answer.complete(body.bytes());
            } else if (value instanceof Redirect redirect) {
                follow(target, redirect.location(), redirects + 1, answer);
            } else if (failure != null) {
                answer.completeExceptionally(ImageException.of(failure));
            }
        });
        Futures.abort(response, answer);
    }

    private void follow(URI from, String location, int redirects, CompletableFuture<byte[]> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            if (redirects > maxRedirects) {
                throw ImageException.permanent(
                        Reason.SOURCE_FAILED, "more redirects than fetch.max-redirects = " + maxRedirects);
            }
            URI to = from.resolve(parsed(location));
            String scheme = Uris.scheme(to.toString());
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw ImageException.permanent(
                        Reason.SOURCE_FORBIDDEN, "redirected to " + Uris.shown(to.toString()) + ", which is not HTTP");
            }
            hop(target(to.toString()), redirects, answer);
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
    }

    private static URI target(String uri) throws ImageException {
        URI target = parsed(uri);
        if (target.getRawUserInfo() != null) {
            throw ImageException.permanent(
                    Reason.SOURCE_FORBIDDEN, "a URI with user-info is refused: credentials do not belong in events");
        }
        if (target.getHost() == null || target.getPort() == 0 || target.getPort() > 0xffff) {
            throw ImageException.permanent(Reason.SOURCE_FAILED, "the URI has no valid host: " + Uris.shown(uri));
        }
        return target;
    }

    private static URI parsed(String uri) throws ImageException {
        try {
            return new URI(new URI(uri).toASCIIString());
        } catch (URISyntaxException e) {
            throw ImageException.permanent(
                    Reason.SOURCE_FAILED, "the URI is malformed: " + Uris.shown(uri) + ": " + e.getReason(), e);
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
