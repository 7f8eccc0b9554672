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
import java.util.List;
import java.util.Objects;
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
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long begunNanos;

    private volatile @Nullable Future<?> underWay;
    private long fetchNanos;
    private long decodeNanos;

    Labelling(
            ImageReference reference,
            Deadline deadline,
            Pipeline.Parts parts,
            Admission.Place place,
            Attempt attempt,
            int defaultLabels) {
        this.reference = reference;
        this.deadline = deadline;
        this.parts = parts;
        this.place = place;
        this.attempt = attempt;
        this.defaultLabels = defaultLabels;
        this.begunNanos = parts.nanoTime().getAsLong();
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
            fetchNanos = parts.nanoTime().getAsLong() - begunNanos;
            if (failure != null) {
                fetchFailed(failure);
            } else {
                decodeLater(bytes);
            }
        });
        return outcome;
    }

    private void decodeLater(byte[] bytes) {
        place.fetched(bytes.length);
        try {
            parts.workers().execute(() -> decode(bytes));
        } catch (RejectedExecutionException e) {
            outcome.cancel(false); // closing
        }
    }

    private void decode(byte[] bytes) {
        if (outcome.isDone()) {
            return; // cancelled
        }
        long start = parts.nanoTime().getAsLong();
        if (deadline.passed(start)) {
            outcome.complete(expired("before its image was decoded"));
            return;
        }
        try {
            attempt.begin();
            DecodedImage image = parts.decoder().decode(bytes);
            decodeNanos = parts.nanoTime().getAsLong() - start;
            place.decoded();
            classify(image);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.cancel(false); // closing
        } catch (ImageException e) {
            outcome.complete(e.rejected());
        } catch (RuntimeException e) {
            outcome.complete(internalError("decoding", e));
        }
    }

    /** Blocks while the batcher is full, which is what keeps decoders from running ahead of the devices. */
    private void classify(DecodedImage image) throws InterruptedException {
        CompletableFuture<Batched<Scored>> scores = parts.batcher().submit(image.pixels(), deadline.nanos());
        underWay = scores;
        if (outcome.isDone()) { // cancelled before it could cancel this
            scores.cancel(false);
        }
        scores.whenComplete((batched, failure) -> {
            if (failure == null) {
                label(image, batched);
            } else if (failure instanceof CancellationException) {
                outcome.cancel(false);
            } else if (failure instanceof TimeoutException) {
                outcome.complete(expired("while its image waited for a device"));
            } else {
                outcome.complete(new Rejected(Reason.INFERENCE_FAILED, "the model failed on this image: " + failure));
            }
        });
    }

    private void label(DecodedImage image, Batched<Scored> batched) {
        int count = Objects.requireNonNullElse(reference.labels(), defaultLabels);
        List<Labelled.Label> labels = batched.output().scores().top(count).stream()
                .map(r -> new Labelled.Label(r.label(), r.index(), r.score()))
                .toList();
        Labelled.Timings timings = new Labelled.Timings(
                millis(fetchNanos),
                millis(decodeNanos),
                millis(batched.queueNanos()),
                millis(batched.runNanos()),
                millis(parts.nanoTime().getAsLong() - begunNanos));
        parts.observer().labelled(timings);
        outcome.complete(new Labelled(
                reference.id(),
                reference.uri(),
                labels,
                batched.output().model(),
                new Labelled.Image(image.width(), image.height(), image.format(), image.sha256()),
                timings,
                batched.size(),
                batched.device(),
                reference.attributes()));
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
        place.leave();
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
