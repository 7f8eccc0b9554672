package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.batch.Device;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Probed;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.stream.CrashMarker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images whose decoding costs much beside images whose decoding does not, in two decoder threads. */
@Timeout(30)
final class HeavyImagesTest {

    private static final int SIDE = 4;

    /** An image of this brightness is heavy. */
    private static final int HEAVY = 0xf0;

    private static final Deadline LATER = new Deadline(Long.MAX_VALUE);

    private final Photos sources = new Photos();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger heavyInside = new AtomicInteger();
    private final AtomicInteger mostHeavyInside = new AtomicInteger();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final Batcher<ByteBuffer, Prediction> batcher = new Batcher<>(
            new BatchSettings(2, Duration.ZERO, 4, true),
            List.of(new Constant()),
            Runnable::run,
            BatchObserver.NONE,
            System::nanoTime);
    private final Pipeline pipeline = new Pipeline(
            new Pipeline.Stages(
                    sources,
                    new Slow(new ImageDecoder(
                            DecodeSettings.defaults(), new Target(SIDE, SIDE, Target.Interpolation.AREA))),
                    batcher,
                    workers,
                    () -> new Labelled.ModelId("m", "1", "00"),
                    timings -> {},
                    System::nanoTime),
            new PipelineSettings(32, 1 << 20, 2, 1 << 20, 0, Duration.ofSeconds(30), 2),
            16);

    @AfterEach
    void close() {
        open.countDown();
        workers.shutdown();
        batcher.close();
    }

    @Test
    void lightImagesPassWhileHeavyOnesWait() {
        List<CompletableFuture<Outcome>> heavy = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            heavy.add(offer("heavy" + i, HEAVY, LATER));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(offer("light" + i, i, LATER).join()).isInstanceOf(Labelled.class);
        }
        assertThat(heavy).noneMatch(CompletableFuture::isDone);

        open.countDown();
        assertThat(heavy).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Labelled.class));
        assertThat(mostHeavyInside).hasValue(1);
        assertThat(pipeline.inFlight()).isZero();
    }

    @Test
    void waitsNoLongerThanItsDeadline() {
        CompletableFuture<Outcome> first = offer("first", HEAVY, LATER);
        CompletableFuture<Outcome> second =
                offer("second", HEAVY, Deadline.after(Duration.ofMillis(300), System.nanoTime()));

        assertThat(((Rejected) second.join()).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(first).isNotDone();
        open.countDown();
        assertThat(first.join()).isInstanceOf(Labelled.class);
        assertThat(offer("third", HEAVY, LATER).join()).isInstanceOf(Labelled.class);
    }

    @Test
    void canBeCancelledWhileItWaits() {
        CompletableFuture<Outcome> first = offer("first", HEAVY, LATER);
        CompletableFuture<Outcome> second = offer("second", HEAVY, LATER);
        CompletableFuture<Outcome> third = offer("third", HEAVY, LATER);

        second.cancel(false);
        assertThat(pipeline.inFlight()).isEqualTo(2);
        open.countDown();

        assertThat(first.join()).isInstanceOf(Labelled.class);
        assertThat(third.join()).isInstanceOf(Labelled.class);
        assertThat(pipeline.inFlight()).isZero();
    }

    private CompletableFuture<Outcome> offer(String uri, int brightness, Deadline deadline) {
        sources.put(uri, Photos.png(SIDE, brightness));
        return pipeline.offer(new ImageReference(uri, uri, null, null, null), deadline, CrashMarker.UNCOUNTED)
                .orElseThrow();
    }

    /** Decodes heavy images when the test says so. */
    private final class Slow implements Decoder {

        private final Decoder decoder;

        Slow(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public DecodedImage decode(byte[] bytes) throws ImageException {
            return probe(bytes).decode();
        }

        @Override
        public Probed probe(byte[] bytes) throws ImageException {
            DecodedImage image = decoder.decode(bytes);
            boolean heavy = (image.pixels().get(0) & 0xff) == HEAVY;
            return new Probed() {

                @Override
                public long nativeBytes() {
                    return heavy ? 1 << 18 : 100;
                }

                @Override
                public boolean heavy() {
                    return heavy;
                }

                @Override
                public DecodedImage decode() {
                    if (heavy) {
                        mostHeavyInside.accumulateAndGet(heavyInside.incrementAndGet(), Math::max);
                        try {
                            open.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        heavyInside.decrementAndGet();
                    }
                    return image;
                }
            };
        }
    }

    private static final class Constant implements Device<ByteBuffer, Prediction> {

        @Override
        public String name() {
            return "constant";
        }

        @Override
        public List<Prediction> run(List<ByteBuffer> images) {
            return images.stream()
                    .map(image -> new Prediction(
                            new Scores(List.of("a", "b"), new float[] {0.5f, 0.5f}, null),
                            new Labelled.ModelId("m", "1", "00"),
                            name()))
                    .toList();
        }

        @Override
        public void probe() {
            // never fails
        }
    }
}
