package io.inceptionstreams.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Labelled.ModelId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Predictions by content and model, and misses, which stand for those being computed, so that equal images in flight at the same time are
 * classified once.
 *
 * <p>When it is off, every lookup is a private miss.
 *
 * <p>Bounds: as many predictions as the constructor says; by Caffeine's rule (W-TinyLFU) those asked for often outlive a
 * flood of images that come once, which would empty a cache that keeps the most recent. And a miss for each content
 * in flight, which the limiter bounds. Thread-safe; no call blocks.
 */
final class PredictionCache {

    private final Cache<Key, CachedPrediction> predictions;
    private final ConcurrentMap<Key, Miss> misses = new ConcurrentHashMap<>();

    private final AtomicInteger forgotten = new AtomicInteger();
    private final boolean on;

    /** @param maxEntries 0 switches it off */
    PredictionCache(int maxEntries) {
        this.on = maxEntries > 0;
        this.predictions = Caffeine.newBuilder()
                .maximumSize(maxEntries)
                // Evicts in the caller's thread, in microseconds: the common pool is not ours to keep busy.
                .executor(Runnable::run)
                .build();
    }

    /** @param model all of it: the digest is that of the graph, and a model's weights may lie beside it */
    record Key(ModelId model, String sha256) {}

    /** What is known of a content. */
    sealed interface Lookup {}

    record Hit(CachedPrediction prediction) implements Lookup {}

    /** A caller with no later deadline computes it; the future fails when that caller gives up. Not to be cancelled. */
    record Pending(CompletableFuture<CachedPrediction> prediction) implements Lookup {}

    /** Nothing: the asker is to find out, and must end the miss either way. */
    final class Miss implements Lookup {

        private final Key key;
        private final Deadline deadline;
        private final CompletableFuture<CachedPrediction> prediction = new CompletableFuture<>();
        private final int since = forgotten.get();

        private Miss(Key key, Deadline deadline) {
            this.key = key;
            this.deadline = deadline;
        }

        /** Keeps the prediction, unless another model has answered than was asked for, or all was forgotten since. */
        void found(CachedPrediction found) {
            if (!found.model().equals(key.model()) || since != forgotten.get()) {
                giveUp();
                return;
            }
            if (on) {
                predictions.put(key, found);
                if (since != forgotten.get()) { // just now, and perhaps before the finding was there
                    predictions.invalidate(key);
                }
            }
            misses.remove(key, this);
            prediction.complete(found);
        }

        /** Waiting callers must compute the prediction themselves. Without effect when the miss has ended. */
        void giveUp() {
            misses.remove(key, this);
            prediction.cancel(false);
        }
    }

    boolean isOn() {
        return on;
    }

    Lookup lookup(Key key, Deadline deadline) {
        if (!on) {
            return new Miss(key, deadline);
        }
        CachedPrediction known = predictions.getIfPresent(key);
        if (known != null) {
            return new Hit(known);
        }
        Miss miss = new Miss(key, deadline);
        Miss other = misses.putIfAbsent(key, miss);
        if (other != null) {
            // Waiting for a caller with a later deadline would need an alarm of one's own.
            return other.deadline.nanos() - deadline.nanos() <= 0 ? new Pending(other.prediction) : miss;
        }
        known = predictions.getIfPresent(key); // found since the first look?
        if (known != null) {
            miss.found(known);
            return new Hit(known);
        }
        return miss;
    }

    /** A private miss for a caller whose shared computation was cancelled. */
    Miss miss(Key key, Deadline deadline) {
        return new Miss(key, deadline);
    }

    /** Nothing that was found, or is being found, is known any more. */
    void forget() {
        forgotten.incrementAndGet();
        predictions.invalidateAll();
    }

    /** Predictions that are kept now. */
    int size() {
        return (int) predictions.estimatedSize();
    }

    /** Contents whose prediction is being computed. */
    int misses() {
        return misses.size();
    }
}
