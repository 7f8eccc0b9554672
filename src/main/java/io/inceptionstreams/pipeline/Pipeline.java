package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageSource;
import io.inceptionstreams.stream.Attempt;
import io.inceptionstreams.stream.Labeller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Labels references: see the package. Owns nothing that it is given; whoever opened the parts closes them. */
public final class Pipeline implements Labeller {

    /** Until the devices have run, so many times the low stock. */
    private static final int FIRST = 8;

    private final Parts parts;
    private final int lowStock;
    private final Duration deadline;
    private final Admission admission;
    private final int defaultLabels;
    private final FindingCache cache;

    /**
     * What the stages are made of.
     *
     * @param workers decodes, and runs what follows an answer
     * @param model the one that answers now: named in results, and what the cache is asked for
     */
    public record Parts(
            ImageSource source,
            Decoder decoder,
            Batcher<ByteBuffer, Scored> batcher,
            Executor workers,
            Supplier<ModelId> model,
            PipelineObserver observer,
            LongSupplier nanoTime) {}

    /** @param lowStock images that must wait for the devices, so that none of them idles, those in its calls among them */
    public Pipeline(Parts parts, PipelineSettings settings, int lowStock) {
        this.parts = parts;
        this.defaultLabels = settings.defaultLabels();
        this.cache = new FindingCache(settings.cacheEntries());
        this.lowStock = lowStock;
        this.deadline = settings.deadline();
        this.admission = new Admission(
                lowStock, settings.maxInFlight(), this::answerable, settings.maxFetchedBytes(), parts.nanoTime());
    }

    /** What the devices answer in half of the time that a reference has; the other half is for sources that vary. */
    private int answerable() {
        double perSecond = parts.batcher().perSecond();
        return perSecond == 0 ? FIRST * lowStock : (int) (perSecond * deadline.toMillis() / 1e3 / 2);
    }

    @Override
    public Optional<CompletableFuture<Outcome>> offer(ImageReference reference, Deadline deadline, Attempt attempt) {
        return Optional.ofNullable(admission.tryEnter())
                .map(place -> new Labelling(reference, deadline, parts, place, attempt, defaultLabels, cache).begin());
    }

    @Override
    public void awaitRoom(Duration atMost) throws InterruptedException {
        admission.awaitRoom(atMost.toNanos());
    }

    @Override
    public Optional<Throwable> failure() {
        return parts.batcher().failure();
    }

    /** References between their admission and their outcome. */
    public int inFlight() {
        return admission.inside();
    }

    /**
     * Empties the cache. To be called when all devices serve another model: its name, version and graph may be those of
     * the one before, and its labels or weights not.
     */
    public void forget() {
        cache.forget();
    }

    /** Findings in the cache. */
    public int cached() {
        return cache.size();
    }

    /** How many references may be under way now. */
    public int limit() {
        return admission.limit();
    }
}
