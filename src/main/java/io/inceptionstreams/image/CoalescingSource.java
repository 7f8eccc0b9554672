package io.inceptionstreams.image;

import io.inceptionstreams.event.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers fetches of one URI that are under way together with one fetch of the inner source. URIs are the same when their
 * characters are. Nothing is kept: what has ended is fetched anew. An answer's bytes are shared, and so read-only.
 *
 * <p>Belongs inside the retries and the deadlines: what is shared is one attempt, and each caller keeps his own deadline,
 * his own retries, and leaves alone. The attempt is aborted when its last caller has left. Rejected: sharing a fetch with
 * its retries, because the second caller's deadline is nearly always later than the first's: it would have to be moved
 * while the fetch runs, or callers be failed who had time for another attempt.
 *
 * <p>Memory: an entry for each attempt under way, of which there are never more than callers.
 */
final class CoalescingSource implements ImageSource {

    private final ImageSource inner;
    private final Runnable onShared;
    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

    /**
     * @param inner leaves deadlines to its callers, as it gets only the first one's
     * @param onShared run, on any thread, whenever a fetch joins another
     */
    CoalescingSource(ImageSource inner, Runnable onShared) {
        this.inner = inner;
        this.onShared = onShared;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        if (Uris.scheme(uri).equals("data")) {
            return inner.fetch(uri, deadline); // the image itself: there is nothing to wait for, or to share
        }
        Flight fresh = new Flight(uri);
        Flight flight = flights.compute(uri, (u, running) -> running != null && running.join() ? running : fresh);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Futures.onEnd(flight.landing, (bytes, failure) -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                answer.completeExceptionally(ImageException.of(failure));
            }
        });
        Futures.onEnd(answer, (bytes, failure) -> flight.leave());
        // Last, for it may end at once.
        if (flight == fresh) {
            flight.begin(deadline);
        } else {
            onShared.run();
        }
        return answer;
    }

    /** Attempts under way. */
    int flights() {
        return flights.size();
    }

    @Override
    public void close() {
        inner.close();
    }

    /** One attempt, and how many want it. */
    private final class Flight {

        private final String uri;
        private final CompletableFuture<byte[]> landing = new CompletableFuture<>();
        private final AtomicInteger callers = new AtomicInteger(1);

        Flight(String uri) {
            this.uri = uri;
        }

        void begin(Deadline deadline) {
            CompletableFuture<byte[]> work = inner.fetch(uri, deadline);
            Futures.onEnd(work, (bytes, failure) -> {
                // First, or a caller who tries again at once would join what has failed.
                flights.remove(uri, this);
                if (failure == null) {
                    landing.complete(bytes);
                } else {
                    landing.completeExceptionally(failure);
                }
            });
            Futures.abort(work, landing);
        }

        /** False when all have left: it is being aborted. */
        boolean join() {
            return callers.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
        }

        void leave() {
            if (callers.decrementAndGet() == 0) {
                flights.remove(uri, this);
                landing.cancel(false);
            }
        }
    }
}
