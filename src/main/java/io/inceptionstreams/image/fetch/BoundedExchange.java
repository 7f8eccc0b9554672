package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the running exchanges, in all and to one host and port, and the requests that wait for their turn. First come,
 * first served, except that a request to a busy host does not stand in the way of those behind it: hosts that drip fill
 * their own places only.
 *
 * <p>The HTTP client's pool could queue as well, but without a bound, and it would then resolve names on its I/O threads.
 */
final class BoundedExchange implements HttpExchange {

    private final HttpExchange inner;
    private final int total;
    private final int perHost;
    private final int pending;

    // Guarded by this: what is running, in all and to each host, and what waits.
    private final Set<Waiting> underWay = new HashSet<>();
    private final Map<String, Integer> active = new HashMap<>();
    private final LinkedHashSet<Waiting> waiting = new LinkedHashSet<>();
    private boolean closed;

    BoundedExchange(HttpExchange inner, int total, int perHost, int pending) {
        this.inner = inner;
        this.total = total;
        this.perHost = perHost;
        this.pending = pending;
    }

    private record Waiting(
            Uri uri, List<RequestHeaders.Field> headers, String host, CompletableFuture<Answer> answer) {}

    @Override
    public CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers) {
        Waiting request = new Waiting(uri, headers, host(uri), new CompletableFuture<>());
        switch (admit(request)) {
            case START -> start(request);
            case WAIT -> Futures.onEnd(request.answer, (answer, failure) -> forget(request));
            case FULL ->
                request.answer.completeExceptionally(
                        ImageException.busy("more requests wait than fetch.pending = " + pending, null));
            case CLOSED -> request.answer.completeExceptionally(closing());
        }
        return request.answer;
    }

    private enum Admission {
        START,
        WAIT,
        FULL,
        CLOSED
    }

    private synchronized Admission admit(Waiting request) {
        if (closed) {
            return Admission.CLOSED;
        }
        if (hasRoom(request)) {
            occupy(request);
            return Admission.START;
        }
        if (waiting.size() >= pending) {
            return Admission.FULL;
        }
        waiting.add(request);
        return Admission.WAIT;
    }

    private boolean hasRoom(Waiting request) {
        return underWay.size() < total && active.getOrDefault(request.host, 0) < perHost;
    }

    private void occupy(Waiting request) {
        underWay.add(request);
        active.merge(request.host, 1, Integer::sum);
    }

    private void start(Waiting first) {
        Waiting request = first;
        while (request != null) { // not a recursion: a thousand requests may fail at once, one after the other
            CompletableFuture<Answer> work = inner.get(request.uri, request.headers);
            Futures.relay(work, request.answer);
            if (work.isDone()) {
                request = release(request);
            } else {
                startNextAfter(work, request);
                request = null;
            }
        }
    }

    private void startNextAfter(CompletableFuture<Answer> work, Waiting request) {
        Futures.onEnd(work, (answer, failure) -> {
            Waiting next = release(request);
            if (next != null) {
                start(next);
            }
        });
    }

    /** Frees the place of {@code done}; the one request that can now start takes it. */
    private synchronized @Nullable Waiting release(Waiting done) {
        underWay.remove(done);
        active.computeIfPresent(done.host, (host, count) -> count == 1 ? null : count - 1);
        for (Iterator<Waiting> queue = waiting.iterator(); queue.hasNext(); ) {
            Waiting next = queue.next();
            if (hasRoom(next)) {
                queue.remove();
                occupy(next);
                return next;
            }
        }
        return null;
    }

    private synchronized void forget(Waiting request) {
        waiting.remove(request);
    }

    private static String host(Uri uri) {
        return uri.host() + ":" + uri.effectivePort();
    }

    private static ImageException closing() {
        return ImageException.permanent(Reason.SOURCE_FAILED, "the image source is closed");
    }

    /** Ends running exchanges itself: the inner exchange may never complete what it had not begun. */
    @Override
    public void close() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting);
            left.addAll(underWay);
            waiting.clear();
        }
        left.forEach(request -> request.answer.completeExceptionally(closing()));
        inner.close();
    }
}
