package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.BatchedOutput;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.DefectException;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Probed;
import io.inceptionstreams.stream.CrashMarker;
import io.inceptionstreams.util.Sha256;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way of one reference through the stages. Each stage runs after the one before, on whatever thread that ended. */
final class LabellingTask {

    private final ImageReference reference;
    private final Deadline deadline;
    private final Pipeline.Stages stages;
    private final ConcurrencyLimiter.Permit permit;
    private final CrashMarker attempt;
    private final int defaultLabels;
    private final PredictionCache cache;
    private final DecodeBudget budget;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long begunNanos;

    private volatile @Nullable Future<?> underWay;
    private volatile PredictionCache.@Nullable Miss miss;
    private long fetchNanos;
    private long decodeNanos;

    LabellingTask(
            ImageReference reference,
            Deadline deadline,
            Pipeline.Stages stages,
            ConcurrencyLimiter.Permit permit,
            CrashMarker attempt,
            int defaultLabels,
            PredictionCache cache,
            DecodeBudget budget) {
        this.reference = reference;
        this.deadline = deadline;
        this.stages = stages;
        this.permit = permit;
        this.attempt = attempt;
        this.defaultLabels = defaultLabels;
        this.cache = cache;
        this.budget = budget;
        this.begunNanos = now();
    }

    CompletableFuture<Outcome> begin() {
        outcome.whenComplete((o, e) -> end());
        if (deadline.passed(begunNanos)) {
            outcome.complete(expired("before its image was fetched"));
            return outcome;
        }
        guarded("fetching", this::fetch);
        return outcome;
    }

    private interface Stage {
        void run() throws ImageException, InterruptedException;
    }

    /** Runs a stage so that its end is an outcome, whatever it throws: without one, the partition would stand still. */
    private void guarded(String doing, Stage stage) {
        try {
            stage.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.cancel(false); // closing
        } catch (ImageException e) {
            outcome.complete(e.rejected());
        } catch (Throwable e) {
            failed(doing, e);
        }
    }

    /** The caller answers, and logs where in which topic the event stands. */
    private void failed(String doing, Throwable cause) {
        outcome.completeExceptionally(DefectException.isFatal(cause) ? cause : DefectException.of(doing, cause));
    }

    private void fetch() {
        CompletableFuture<byte[]> fetch = stages.source().fetch(reference.uri(), deadline);
        underWay = fetch;
        fetch.whenComplete((bytes, failure) -> guarded("fetching", () -> {
            fetchNanos = now() - begunNanos;
            if (failure != null) {
                fetchFailed(failure);
            } else {
                permit.fetched(bytes.length);
                onWorker(() -> lookup(bytes));
            }
        }));
    }

    private void onWorker(Stage stage) {
        try {
            stages.workers().execute(() -> run(stage));
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
        guarded("decoding", stage);
    }

    /** Asks the cache. The digest is part of every result, cache or not, and is taken here, once. */
    private void lookup(byte[] bytes) throws ImageException, InterruptedException {
        long start = now();
        PredictionCache.Key key = new PredictionCache.Key(stages.model().get(), Sha256.of(bytes));
        PredictionCache.Lookup lookup = cache.lookup(key, deadline);
        decodeNanos = now() - start;
        if (lookup instanceof PredictionCache.Hit hit) {
            label(hit.prediction(), 0, 0, null);
        } else if (lookup instanceof PredictionCache.Pending pending) {
            awaitFinding(pending.prediction(), key, bytes);
        } else if (lookup instanceof PredictionCache.Miss claimed) {
            decode(bytes, key, claimed);
        }
    }

    private void awaitFinding(CompletableFuture<CachedPrediction> pending, PredictionCache.Key key, byte[] bytes) {
        pending.whenComplete((prediction, failure) -> guarded("taking over a result", () -> {
            if (prediction != null) {
                label(prediction, 0, 0, null);
            } else {
                // This is the thread of the caller that gave up; it may be the stream's.
                onWorker(() -> decode(bytes, key, cache.miss(key, deadline)));
            }
        }));
    }

    private void decode(byte[] bytes, PredictionCache.Key key, PredictionCache.Miss claimed)
            throws ImageException, InterruptedException {
        miss = claimed;
        if (outcome.isDone()) { // cancelled before it could end this
            claimed.giveUp();
            return;
        }
        if (cache.isOn()) {
            stages.observer().missed();
        }
        long start = now();
        attempt.begin();
        Probed probed = stages.decoder().probe(bytes);
        decodeNanos += now() - start;
        if (probed.heavy()) {
            awaitBudget(probed, key, claimed);
        } else {
            classify(decoded(probed), key, claimed);
        }
    }

    /** Decodes as soon as there is room, on this thread or on another one; keeps no thread while there is none. */
    private void awaitBudget(Probed probed, PredictionCache.Key key, PredictionCache.Miss claimed) {
        CompletableFuture<DecodeBudget.Room> asked = budget.ask(probed.nativeBytes());
        dependsOn(asked);
        boolean waits = !asked.isDone();
        if (waits) {
            permit.setAside(true);
            asked.orTimeout(deadline.remaining(now()).toNanos(), TimeUnit.NANOSECONDS);
        }
        asked.whenComplete((room, failure) -> {
            permit.setAside(false);
            if (failure instanceof TimeoutException) {
                outcome.complete(expired("while its image waited for room to be decoded"));
            } else if (room == null) {
                outcome.cancel(false);
            } else if (waits) {
                // This is the thread of the one that gave the room back: a worker, which has its own image to bring on.
                try {
                    stages.workers().execute(() -> decodeIn(room, probed, key, claimed));
                } catch (RejectedExecutionException e) {
                    room.close();
                    outcome.cancel(false); // closing
                }
            } else {
                decodeIn(room, probed, key, claimed);
            }
        });
    }

    /** What is cancelled with the outcome from now on. */
    private void dependsOn(Future<?> work) {
        underWay = work;
        if (outcome.isDone()) { // cancelled before it could cancel this
            work.cancel(false);
        }
    }

    private void decodeIn(
            DecodeBudget.Room room, Probed probed, PredictionCache.Key key, PredictionCache.Miss claimed) {
        try (room) {
            run(() -> {
                DecodedImage image = decoded(probed);
                room.close(); // before the image waits for a device
                classify(image, key, claimed);
            });
        }
    }

    private DecodedImage decoded(Probed probed) throws ImageException {
        long start = now();
        DecodedImage image = probed.decode();
        decodeNanos += now() - start;
        permit.decoded();
        return image;
    }

    /** Blocks while the batcher is full, which is what keeps decoders from running ahead of the devices. */
    private void classify(DecodedImage image, PredictionCache.Key key, PredictionCache.Miss claimed)
            throws InterruptedException {
        CompletableFuture<BatchedOutput<Prediction>> scores = stages.batcher().submit(image.pixels(), deadline.nanos());
        dependsOn(scores);
        scores.whenComplete((batched, failure) -> guarded("labelling", () -> {
            if (failure instanceof CancellationException) {
                outcome.cancel(false); // a device may be reading the pixels: they are not recycled
                return;
            }
            stages.decoder().recycle(image);
            if (failure == null) {
                label(prediction(key, image, batched), batched.queueNanos(), batched.runNanos(), claimed);
            } else if (failure instanceof TimeoutException) {
                outcome.complete(expired("while its image waited for a device"));
            } else {
                outcome.complete(new Rejected(Reason.INFERENCE_FAILED, "the model failed on this image: " + failure));
            }
        }));
    }

    private static CachedPrediction prediction(
            PredictionCache.Key key, DecodedImage image, BatchedOutput<Prediction> batched) {
        return new CachedPrediction(
                batched.output().scores(),
                batched.output().model(),
                new Labelled.Image(image.width(), image.height(), image.format(), key.sha256()),
                batched.size(),
                batched.output().device());
    }

    /** @param claimed what this reference found out itself; null when it was known */
    private void label(
            CachedPrediction prediction, long queueNanos, long runNanos, PredictionCache.@Nullable Miss claimed) {
        Labelled labelled;
        try {
            Labelled.Timings timings = new Labelled.Timings(
                    millis(fetchNanos),
                    millis(decodeNanos),
                    millis(queueNanos),
                    millis(runNanos),
                    millis(now() - begunNanos));
            labelled = prediction.labelled(reference, defaultLabels, timings, claimed == null);
        } catch (IllegalArgumentException e) {
            outcome.complete(
                    new Rejected(Reason.INFERENCE_FAILED, "the model's answer is not a result: " + e.getMessage()));
            return;
        }
        if (claimed == null) {
            stages.observer().recalled(labelled.timings());
        } else {
            stages.observer().labelled(labelled.timings());
            miss = null; // not given up: found, but this reference comes first
        }
        outcome.complete(labelled);
        if (claimed != null) {
            claimed.found(prediction);
        }
    }

    private void fetchFailed(Throwable failure) {
        Throwable cause = DefectException.unwrapped(failure);
        if (cause instanceof ImageException image) {
            outcome.complete(image.rejected());
        } else if (cause instanceof CancellationException) {
            outcome.cancel(false);
        } else {
            failed("fetching", cause);
        }
    }

    private void end() {
        Future<?> work = underWay;
        if (outcome.isCancelled() && work != null) {
            work.cancel(false);
        }
        PredictionCache.Miss claimed = miss;
        if (claimed != null) {
            claimed.giveUp();
        }
        permit.leave();
    }

    private long now() {
        return stages.nanoTime().getAsLong();
    }

    private static Rejected expired(String when) {
        return new Rejected(Reason.DEADLINE_EXCEEDED, "the deadline passed " + when);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
