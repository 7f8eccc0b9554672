package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.fetch.HttpExchange.Answer;
import io.inceptionstreams.image.fetch.HttpExchange.Body;
import io.inceptionstreams.image.fetch.HttpExchange.Redirect;
import io.inceptionstreams.image.fetch.RequestHeaders.Field;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code http:} and {@code https:} URIs. Redirects are followed here, not by the client, so that each target goes through
 * the same checks, limits and threads as a URI of an event.
 */
final class HttpSource implements ImageSource {

    private final HttpExchange exchange;
    private final int maxRedirects;
    private final RequestHeaders headers;

    HttpSource(HttpExchange exchange, int maxRedirects, RequestHeaders headers) {
        this.exchange = exchange;
        this.maxRedirects = maxRedirects;
        this.headers = headers;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            Uri target = target(uri);
            hop(target, headers.to(target), 0, answer);
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void hop(Uri target, List<Field> fields, int redirects, CompletableFuture<byte[]> answer) {
        CompletableFuture<Answer> response = exchange.get(target, fields);
        Futures.onEnd(response, (value, failure) -> {
            if (value instanceof Body body) {
                answer.complete(body.bytes());
            } else if (value instanceof Redirect redirect) {
                follow(target, fields, redirect.location(), redirects + 1, answer);
            } else if (failure != null) {
                answer.completeExceptionally(ImageException.of(failure));
            }
        });
        Futures.abort(response, answer);
    }

    private void follow(
            Uri from, List<Field> fields, String location, int redirects, CompletableFuture<byte[]> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            if (redirects > maxRedirects) {
                throw ImageException.permanent(
                        Reason.SOURCE_FAILED,
                        from.shown() + ": more redirects than fetch.max-redirects = " + maxRedirects);
            }
            Uri target = redirected(from, location);
            // A host's headers are for the host that the event names. After another host has spoken they are for none.
            boolean same = RequestHeaders.origin(from).equals(RequestHeaders.origin(target));
            hop(target, same ? fields : List.of(), redirects, answer);
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
    }

    private static Uri redirected(Uri from, String location) throws ImageException {
        String scheme = Uri.scheme(location);
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
            throw ImageException.permanent(
                    Reason.SOURCE_FORBIDDEN,
                    from.shown() + ": redirected to " + Uri.shown(location) + ", which is not HTTP");
        }
        try {
            return withoutCredentials(from.resolveHeader(location));
        } catch (MalformedUriException e) {
            throw ImageException.permanent(
                    e.namesZone() ? Reason.SOURCE_FORBIDDEN : Reason.SOURCE_FAILED,
                    from.shown() + ": redirected to " + Uri.shown(location) + ", which is malformed: " + e.getMessage(),
                    e);
        }
    }

    private static Uri target(String uri) throws ImageException {
        try {
            return withoutCredentials(Uri.parse(uri));
        } catch (MalformedUriException e) {
            throw ImageException.malformed(uri, e);
        }
    }

    private static Uri withoutCredentials(Uri uri) throws ImageException {
        if (uri.hasUserInfo()) {
            throw ImageException.permanent(
                    Reason.SOURCE_FORBIDDEN,
                    uri.shown() + ": a URI with user-info is refused: credentials do not belong in events");
        }
        return uri;
    }

    @Override
    public void close() {
        exchange.close();
    }
}
