package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers concurrent fetches of one URI with one fetch of the inner source. URIs are the same when the same is asked for
 * (see {@link Uri}). Nothing is kept: what has ended is fetched anew. An answer's bytes are shared, and so read-only.
 *
 * <p>Belongs inside the retries and the deadlines: what is shared is one attempt, and each caller keeps its own deadline,
 * its own retries, and leaves alone. The attempt is aborted when its last caller has left. Rejected: sharing a fetch with
 * its retries, because the second caller's deadline is nearly always later than the first's: it would have to be moved
 * while the fetch runs, or callers be failed who had time for another attempt.
 *
 * <p>Memory: an entry for each running attempt, of which there are never more than callers.
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
        String key = key(uri);
        if (key == null) {
            return inner.fetch(uri, deadline);
        }
        Flight fresh = new Flight(key);
        Flight flight = flights.compute(key, (k, running) -> running != null && running.join() ? running : fresh);
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
            flight.begin(uri, deadline);
        } else {
            onShared.run();
        }
        return answer;
    }

    /** Null when there is nothing to share: for an image inside of its URI, and for what is refused at once. */
    private static @Nullable String key(String uri) {
        try {
            Uri parsed = Uri.parse(uri);
            return parsed.hasUserInfo() ? null : parsed.toString();
        } catch (MalformedUriException e) {
            return null;
        }
    }

    /** Running attempts. */
    int flights() {
        return flights.size();
    }

    @Override
    public Optional<String> problem() {
        return inner.problem();
    }

    @Override
    public void close() {
        inner.close();
    }

    /** One attempt, and how many want it. */
    private final class Flight {

        private final String key;
        private final CompletableFuture<byte[]> landing = new CompletableFuture<>();
        private final AtomicInteger callers = new AtomicInteger(1);

        Flight(String key) {
            this.key = key;
        }

        void begin(String uri, Deadline deadline) {
            CompletableFuture<byte[]> work = inner.fetch(uri, deadline);
            Futures.onEnd(work, (bytes, failure) -> {
                // First, or a caller who tries again at once would join what has failed.
                flights.remove(key, this);
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
                flights.remove(key, this);
                landing.cancel(false);
            }
        }
    }
}
