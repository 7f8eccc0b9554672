package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.pipeline.PredictionCache.Hit;
import io.inceptionstreams.pipeline.PredictionCache.Miss;
import io.inceptionstreams.pipeline.PredictionCache.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Four threads that ask for few contents, find out, give up and wait: nobody is forgotten. */
@Timeout(60)
final class FindingCacheRaceTest {

    private static final ModelId MODEL = new ModelId("m", "1", "aa");
    private static final int EACH = 20_000;
    private static final int THREADS = 4;

    private final PredictionCache cache = new PredictionCache(2);
    private final AtomicInteger known = new AtomicInteger();
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();

    @Test
    void whoeverWaitsHears() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<CompletableFuture<CachedPrediction>> pending = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(t);
            threads.execute(() -> {
                for (int i = 0; i < EACH; i++) {
                    CompletableFuture<CachedPrediction> wait = ask(random);
                    if (wait != null) {
                        synchronized (pending) {
                            pending.add(wait);
                        }
                    }
                }
                done.countDown();
            });
        }
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();

        assertThat(pending).allMatch(CompletableFuture::isDone);
        assertThat(known.get() + found.get() + gaveUp.get() + pending.size()).isEqualTo(THREADS * EACH);
        assertThat(cache.misses()).isZero();
        assertThat(cache.size()).isBetween(0, 2);
    }

    /** The future of one who waits; null for one who need not. */
    private @Nullable CompletableFuture<CachedPrediction> ask(Random random) {
        PredictionCache.Key key = new PredictionCache.Key(MODEL, "image " + random.nextInt(8));
        PredictionCache.Lookup lookup = cache.lookup(key, new Deadline(random.nextInt(3)));
        if (lookup instanceof Hit) {
            known.incrementAndGet();
        } else if (lookup instanceof Pending waiting) {
            return waiting.prediction();
        } else if (lookup instanceof Miss miss) {
            if (random.nextInt(3) == 0) {
                miss.giveUp();
                gaveUp.incrementAndGet();
            } else {
                miss.found(prediction(key));
                miss.giveUp();
                found.incrementAndGet();
            }
        }
        return null;
    }

    private static CachedPrediction prediction(PredictionCache.Key key) {
        return new CachedPrediction(
                new Scores(List.of("a"), new float[] {1}),
                MODEL,
                new Labelled.Image(1, 1, "png", key.sha256()),
                1,
                "cpu");
    }
}
