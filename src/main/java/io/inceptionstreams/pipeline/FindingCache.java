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
 * Findings by content and model, and who is about to make one, so that equal images that are under way together are
 * classified once.
 *
 * <p>When it is off, every recall is a claim of which nobody else hears.
 *
 * <p>Bounds: as many findings as the constructor says; by Caffeine's rule (W-TinyLFU) those asked for often outlive a
 * flood of images that come once, which would empty a cache that keeps the most recent. And a claim for each content
 * under way, which admission bounds. Thread-safe; nobody waits.
 */
final class FindingCache {

    private final Cache<Key, Finding> findings;
    private final ConcurrentMap<Key, Claim> claims = new ConcurrentHashMap<>();

    private final AtomicInteger forgotten = new AtomicInteger();
    private final boolean on;

    /** @param maxEntries 0 switches it off */
    FindingCache(int maxEntries) {
        this.on = maxEntries > 0;
        this.findings = Caffeine.newBuilder()
                .maximumSize(maxEntries)
                // Evicts in the caller's thread, in microseconds: the common pool is nobody's to keep busy.
                .executor(Runnable::run)
                .build();
    }

    /** @param model all of it: the digest is that of the graph, and a model's weights may lie beside it */
    record Key(ModelId model, String sha256) {}

    /** What is known of a content. */
    sealed interface Recall {}

    record Known(Finding finding) implements Recall {}

    /** Somebody with no later deadline is at it; the future fails when he gives up. Not to be cancelled. */
    record Awaited(CompletableFuture<Finding> finding) implements Recall {}

    /** Nothing: the asker is to find out, and must end the claim either way. */
    final class Claim implements Recall {

        private final Key key;
        private final Deadline deadline;
        private final CompletableFuture<Finding> finding = new CompletableFuture<>();
        private final int since = forgotten.get();

        private Claim(Key key, Deadline deadline) {
            this.key = key;
            this.deadline = deadline;
        }

        /** Keeps the finding, unless another model has answered than was asked for, or all was forgotten since. */
        void found(Finding found) {
            if (!found.model().equals(key.model()) || since != forgotten.get()) {
                giveUp();
                return;
            }
            if (on) {
                findings.put(key, found);
                if (since != forgotten.get()) { // just now, and perhaps before the finding was there
                    findings.invalidate(key);
                }
            }
            claims.remove(key, this);
            finding.complete(found);
        }

        /** Whoever waits has to find out himself. Without effect when the claim has ended. */
        void giveUp() {
            claims.remove(key, this);
            finding.cancel(false);
        }
    }

    boolean isOn() {
        return on;
    }

    Recall recall(Key key, Deadline deadline) {
        if (!on) {
            return new Claim(key, deadline);
        }
        Finding known = findings.getIfPresent(key);
        if (known != null) {
            return new Known(known);
        }
        Claim claim = new Claim(key, deadline);
        Claim other = claims.putIfAbsent(key, claim);
        if (other != null) {
            // Waiting for one who has more time would need an alarm of one's own.
            return other.deadline.nanos() - deadline.nanos() <= 0 ? new Awaited(other.finding) : claim;
        }
        known = findings.getIfPresent(key); // found since the first look?
        if (known != null) {
            claim.found(known);
            return new Known(known);
        }
        return claim;
    }

    /** A claim for one who has waited in vain, and waits no more. */
    Claim claim(Key key, Deadline deadline) {
        return new Claim(key, deadline);
    }

    /** Nothing that was found, or is being found, is known any more. */
    void forget() {
        forgotten.incrementAndGet();
        findings.invalidateAll();
    }

    /** Findings that are kept now. */
    int size() {
        return (int) findings.estimatedSize();
    }

    /** Contents that somebody is about to find out about. */
    int claims() {
        return claims.size();
    }
}
