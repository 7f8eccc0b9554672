package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.fetch.ImageSource;
import io.inceptionstreams.stream.CrashMarker;
import io.inceptionstreams.stream.Labeller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Labels references: see the package. Owns nothing that it is given; the caller that opened the stages closes them. */
public final class Pipeline implements Labeller {

    private final Stages stages;
    private final Duration deadline;
    private final ConcurrencyLimiter limiter;
    private final int defaultLabels;
    private final PredictionCache cache;
    private final DecodeBudget budget;

    /**
     * What the stages are made of.
     *
     * @param workers decodes, and runs what follows an answer
     * @param model the one that answers now: named in results, and what the cache is asked for
     */
    public record Stages(
            ImageSource source,
            Decoder decoder,
            Batcher<ByteBuffer, Prediction> batcher,
            Executor workers,
            Supplier<ModelId> model,
            PipelineObserver observer,
            LongSupplier nanoTime) {}

    /** @param lowStock images that must wait for the devices, so that none of them idles, those in its calls among them */
    public Pipeline(Stages stages, PipelineSettings settings, int lowStock) {
        this.stages = stages;
        this.defaultLabels = settings.defaultLabels();
        this.cache = new PredictionCache(settings.cacheEntries());
        this.budget = new DecodeBudget(settings.decodeBudget(), Math.max(1, settings.decodeThreads() / 2));
        this.deadline = settings.deadline();
        this.limiter = new ConcurrencyLimiter(
                lowStock, settings.maxInFlight(), this::answerable, settings.maxFetchedBytes(), stages.nanoTime());
    }

    /**
     * What the devices answer in half of the time that a reference has; the other half is for sources that vary. Nothing
     * until they have run, so that the limit does not grow before: a slow CPU would not answer in time what a fast one does.
     */
    private int answerable() {
        return (int) (stages.batcher().perSecond() * deadline.toMillis() / 1e3 / 2);
    }

    @Override
    public Optional<CompletableFuture<Outcome>> offer(
            ImageReference reference, Deadline deadline, CrashMarker attempt) {
        return Optional.ofNullable(limiter.tryEnter())
                .map(permit -> new LabellingTask(
                                reference, deadline, stages, permit, attempt, defaultLabels, cache, budget)
                        .begin());
    }

    @Override
    public void awaitRoom(Duration atMost) throws InterruptedException {
        limiter.awaitRoom(atMost.toNanos());
    }

    @Override
    public Optional<Throwable> failure() {
        return stages.batcher().failure();
    }

    /** References between their admission and their outcome. */
    public int inFlight() {
        return limiter.inside();
    }

    /**
     * Empties the cache. To be called when all devices serve another model: its name, version and graph may be those of
     * the one before, and its labels or weights not.
     */
    public void forget() {
        cache.forget();
    }

    /** Predictions in the cache. */
    public int cached() {
        return cache.size();
    }

    /** How many references may be in flight now. */
    public int limit() {
        return limiter.limit();
    }
}
