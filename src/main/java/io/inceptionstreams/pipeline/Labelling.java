package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.Batched;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.stream.Attempt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one reference through the stages. Each stage runs after the one before, on whatever thread that ended. */
final class Labelling {

    private static final Logger LOG = LoggerFactory.getLogger(Labelling.class);

    private final ImageReference reference;
    private final Deadline deadline;
    private final Pipeline.Parts parts;
    private final Admission.Place place;
    private final Attempt attempt;
    private final int defaultLabels;
    private final FindingCache cache;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long begunNanos;

    private volatile @Nullable Future<?> underWay;
    private volatile FindingCache.@Nullable Claim claim;
    private long fetchNanos;
    private long decodeNanos;

    Labelling(
            ImageReference reference,
            Deadline deadline,
            Pipeline.Parts parts,
            Admission.Place place,
            Attempt attempt,
            int defaultLabels,
            FindingCache cache) {
        this.reference = reference;
        this.deadline = deadline;
        this.parts = parts;
        this.place = place;
        this.attempt = attempt;
        this.defaultLabels = defaultLabels;
        this.cache = cache;
        this.begunNanos = now();
    }

    CompletableFuture<Outcome> begin() {
        outcome.whenComplete((o, e) -> end());
        if (deadline.passed(begunNanos)) {
            outcome.complete(expired("before its image was fetched"));
            return outcome;
        }
        CompletableFuture<byte[]> fetch = parts.source().fetch(reference.uri(), deadline);
        underWay = fetch;
        fetch.whenComplete((bytes, failure) -> {
            fetchNanos = now() - begunNanos;
            if (failure != null) {
                fetchFailed(failure);
            } else {
                place.fetched(bytes.length);
                onWorker(() -> recall(bytes));
            }
        });
        return outcome;
    }

    private interface Stage {
        void run() throws ImageException, InterruptedException;
    }

    private void onWorker(Stage stage) {
        try {
            parts.workers().execute(() -> run(stage));
        } catch (RejectedExecutionException e) {
            outcome.cancel(false); // closing
        }
    }

    private void run(Stage stage) {
        if (outcome.isDone()) {
            return; // cancelled
        }
        if (deadline.passed(now())) {
            outcome.complete(expired("before its image was decoded"));
            return;
        }
        try {
            stage.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.cancel(false); // closing
        } catch (ImageException e) {
            outcome.complete(e.rejected());
        } catch (RuntimeException e) {
            outcome.complete(internalError("decoding", e));
        }
    }

    /** Asks the cache. The digest is part of every result, cache or not, and is taken here, once. */
    private void recall(byte[] bytes) throws ImageException, InterruptedException {
        long start = now();
        FindingCache.Key key = new FindingCache.Key(parts.model().get(), Sha256.of(bytes));
        FindingCache.Recall recall = cache.recall(key, deadline);
        decodeNanos = now() - start;
        if (recall instanceof FindingCache.Known known) {
            label(known.finding(), 0, 0, null);
        } else if (recall instanceof FindingCache.Awaited awaited) {
            awaitFinding(awaited.finding(), key, bytes);
        } else if (recall instanceof FindingCache.Claim claimed) {
            decode(bytes, key, claimed);
        }
    }

    private void awaitFinding(CompletableFuture<Finding> awaited, FindingCache.Key key, byte[] bytes) {
        awaited.whenComplete((finding, failure) -> {
            if (finding != null) {
                label(finding, 0, 0, null);
            } else {
                // This thread is that of whoever gave up; it may be the stream's.
                onWorker(() -> decode(bytes, key, cache.claim(key, deadline)));
            }
        });
    }

    private void decode(byte[] bytes, FindingCache.Key key, FindingCache.Claim claimed)
            throws ImageException, InterruptedException {
        claim = claimed;
        if (outcome.isDone()) { // cancelled before it could end this
            claimed.giveUp();
            return;
        }
        if (cache.isOn()) {
            parts.observer().missed();
        }
        long start = now();
        attempt.begin();
        DecodedImage image = parts.decoder().decode(bytes);
        decodeNanos += now() - start;
        place.decoded();
        classify(image, key, claimed);
    }

    /** Blocks while the batcher is full, which is what keeps decoders from running ahead of the devices. */
    private void classify(DecodedImage image, FindingCache.Key key, FindingCache.Claim claimed)
            throws InterruptedException {
        CompletableFuture<Batched<Scored>> scores = parts.batcher().submit(image.pixels(), deadline.nanos());
        underWay = scores;
        if (outcome.isDone()) { // cancelled before it could cancel this
            scores.cancel(false);
        }
        scores.whenComplete((batched, failure) -> {
            if (failure instanceof CancellationException) {
                outcome.cancel(false); // a device may be reading the pixels: they are not recycled
                return;
            }
            parts.decoder().recycle(image);
            if (failure == null) {
                label(finding(key, image, batched), batched.queueNanos(), batched.runNanos(), claimed);
            } else if (failure instanceof TimeoutException) {
                outcome.complete(expired("while its image waited for a device"));
            } else {
                outcome.complete(new Rejected(Reason.INFERENCE_FAILED, "the model failed on this image: " + failure));
            }
        });
    }

    private static Finding finding(FindingCache.Key key, DecodedImage image, Batched<Scored> batched) {
        return new Finding(
                batched.output().scores(),
                batched.output().model(),
                new Labelled.Image(image.width(), image.height(), image.format(), key.sha256()),
                batched.size(),
                batched.device());
    }

    /** @param claimed what this reference found out itself; null when it was known */
    private void label(Finding finding, long queueNanos, long runNanos, FindingCache.@Nullable Claim claimed) {
        Labelled labelled;
        try {
            Labelled.Timings timings = new Labelled.Timings(
                    millis(fetchNanos),
                    millis(decodeNanos),
                    millis(queueNanos),
                    millis(runNanos),
                    millis(now() - begunNanos));
            labelled = finding.labelled(reference, defaultLabels, timings, claimed == null);
        } catch (IllegalArgumentException e) {
            outcome.complete(
                    new Rejected(Reason.INFERENCE_FAILED, "the model's answer is not a result: " + e.getMessage()));
            return;
        }
        if (claimed == null) {
            parts.observer().recalled(labelled.timings());
        } else {
            parts.observer().labelled(labelled.timings());
            claim = null; // not given up: found, but this reference comes first
        }
        outcome.complete(labelled);
        if (claimed != null) {
            claimed.found(finding);
        }
    }

    private void fetchFailed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ImageException image) {
            outcome.complete(image.rejected());
        } else if (cause instanceof CancellationException) {
            outcome.cancel(false);
        } else {
            outcome.complete(internalError("fetching", cause));
        }
    }

    private void end() {
        Future<?> work = underWay;
        if (outcome.isCancelled() && work != null) {
            work.cancel(false);
        }
        FindingCache.Claim claimed = claim;
        if (claimed != null) {
            claimed.giveUp();
        }
        place.leave();
    }

    private long now() {
        return parts.nanoTime().getAsLong();
    }

    private static Rejected internalError(String stage, Throwable cause) {
        LOG.error("{} failed in a way that it should not", stage, cause);
        return new Rejected(Reason.INTERNAL_ERROR, stage + " failed: " + cause);
    }

    private static Rejected expired(String when) {
        return new Rejected(Reason.DEADLINE_EXCEEDED, "the deadline passed " + when);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
