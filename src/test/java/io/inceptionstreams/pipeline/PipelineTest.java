package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.batch.Device;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.DefectException;
import io.inceptionstreams.event.Features;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.stream.CrashMarker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a reference, with a source and a device that do as the test says, and real images between them. */
@Timeout(30)
final class PipelineTest {

    private static final int SIDE = 4;
    private static final Deadline LATER = new Deadline(Long.MAX_VALUE);

    private final Photos sources = new Photos();
    private final Gauge device = new Gauge();
    private final Batcher<ByteBuffer, Prediction> batcher = new Batcher<>(
            new BatchSettings(2, Duration.ZERO, 4, true),
            List.of(device),
            Runnable::run,
            BatchObserver.NONE,
            System::nanoTime);
    /** How far the pipeline's clock is ahead, in nanoseconds. */
    private final AtomicLong ahead = new AtomicLong();

    private final Pipeline pipeline = new Pipeline(
            new Pipeline.Stages(
                    sources,
                    new ImageDecoder(DecodeSettings.defaults(), new Target(SIDE, SIDE, Target.Interpolation.AREA)),
                    batcher,
                    Runnable::run,
                    () -> new Labelled.ModelId("m", "1", "00"),
                    timings -> {},
                    () -> System.nanoTime() + ahead.get()),
            new PipelineSettings(8, 1 << 20, 1, 1 << 20, 0, Duration.ofSeconds(30), 2),
            2);

    @AfterEach
    void close() {
        batcher.close();
    }

    @Test
    void labelsAnImageAndTellsHow() {
        sources.put("a", Photos.png(SIDE, 0x40));

        Labelled labelled = (Labelled) offer("a").join();

        assertThat(labelled.id()).isEqualTo("a");
        assertThat(labelled.labels()).extracting(Labelled.Label::label).containsExactly("dark", "bright");
        assertThat(labelled.labels().get(0).score()).isEqualTo(1 - 0x40 / 255f);
        assertThat(labelled.image().format()).isEqualTo("png");
        assertThat(labelled.image().width()).isEqualTo(SIDE);
        assertThat(labelled.batchSize()).isEqualTo(1);
        assertThat(labelled.model()).isEqualTo(new Labelled.ModelId("m", "1", "00"));
        assertThat(labelled.device()).isEqualTo("gauge");
        assertThat(labelled.timings().total())
                .isGreaterThanOrEqualTo(labelled.timings().decode());
        assertThat(pipeline.inFlight()).isZero();
    }

    @Test
    void answersWithAsManyLabelsAsAreAskedFor() {
        sources.put("a", Photos.png(SIDE, 0));

        Outcome outcome = pipeline.offer(new ImageReference("a", "a", 1, null, null), LATER, CrashMarker.UNCOUNTED)
                .orElseThrow()
                .join();

        assertThat(((Labelled) outcome).labels()).hasSize(1);
    }

    @Test
    void featuresThatTheDeviceGivesAreInTheResult() {
        sources.put("a", Photos.png(SIDE, 0));
        assertThat(((Labelled) offer("a").join()).features()).isNull();

        device.features = new float[] {0.5f, 2};

        assertThat(((Labelled) offer("a").join()).features()).isEqualTo(Features.of(new float[] {0.5f, 2}));
    }

    @Test
    void bytesThatAreNoImageAreRejected() {
        sources.put("a", new byte[] {1, 2, 3});

        assertThat(((Rejected) offer("a").join()).reason()).isEqualTo(Reason.IMAGE_UNSUPPORTED);
        assertThat(pipeline.inFlight()).isZero();
    }

    @Test
    void imageThatTheModelFailsOnIsRejectedAndTheOthersAreNot() {
        device.poison = 0x40;
        sources.put("bad", Photos.png(SIDE, 0x40));
        sources.put("good", Photos.png(SIDE, 0x80));

        assertThat(((Rejected) offer("bad").join()).reason()).isEqualTo(Reason.INFERENCE_FAILED);
        assertThat(offer("good").join()).isInstanceOf(Labelled.class);
    }

    @Test
    void whateverAStageThrowsFailsTheOutcomeAndGivesThePlaceBack() {
        for (Throwable thrown : List.of(new IllegalStateException("a defect"), new StackOverflowError())) {
            sources.thrown = thrown;
            assertThat(failureOf(offer("a")))
                    .isInstanceOf(DefectException.class)
                    .hasCause(thrown);

            sources.thrown = null;
            CompletableFuture<Outcome> outcome = offer("b");
            sources.fail("b", thrown);
            assertThat(failureOf(outcome)).isInstanceOf(DefectException.class).hasCause(thrown);
        }
        sources.put("c", Photos.png(SIDE, 0));
        CrashMarker failing = () -> {
            throw new StackOverflowError();
        };
        assertThat(failureOf(pipeline.offer(new ImageReference("c", "c", null, null, null), LATER, failing)
                        .orElseThrow()))
                .isInstanceOf(DefectException.class)
                .hasMessageStartingWith("decoding failed");
        assertThat(pipeline.inFlight()).isZero();
    }

    private static Throwable failureOf(CompletableFuture<Outcome> outcome) {
        return DefectException.unwrapped(catchThrowable(outcome::join));
    }

    @Test
    void referenceWhoseDeadlineHasPassedIsNotFetched() {
        Outcome outcome = pipeline.offer(
                        new ImageReference("a", "a", null, null, null),
                        new Deadline(System.nanoTime() - 1),
                        CrashMarker.UNCOUNTED)
                .orElseThrow()
                .join();

        assertThat(((Rejected) outcome).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(sources.asked).isEmpty();
    }

    @Test
    void deadlineThatPassesDuringTheFetchKeepsTheImageFromTheDevice() {
        CompletableFuture<Outcome> outcome = pipeline.offer(
                        new ImageReference("a", "a", null, null, null),
                        Deadline.after(Duration.ofMillis(20), System.nanoTime()),
                        CrashMarker.UNCOUNTED)
                .orElseThrow();
        CompletableFuture.delayedExecutor(40, TimeUnit.MILLISECONDS)
                .execute(() -> sources.put("a", Photos.png(SIDE, 0)));

        assertThat(((Rejected) outcome.join()).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(device.calls).isZero();
    }

    @Test
    void cancellingEndsTheFetchAndGivesThePlaceBack() {
        CompletableFuture<Outcome> outcome = offer("a");

        outcome.cancel(false);

        assertThat(sources.asked.get("a")).isCancelled();
        assertThat(pipeline.inFlight()).isZero();
    }

    @Test
    void hasNoRoomBeyondItsLimit() throws InterruptedException {
        for (int i = 0; i < pipeline.limit(); i++) {
            assertThat(offered("waiting-" + i)).isTrue();
        }
        assertThat(offered("one-more")).isFalse();

        sources.put("waiting-0", Photos.png(SIDE, 0));
        pipeline.awaitRoom(Duration.ofSeconds(10));
        assertThat(offered("one-more")).isTrue();
    }

    /** How many images a device answers in time is not known then: a slow one would let the last of them expire. */
    @Test
    void takesNoMoreThanItsLeastBeforeADeviceHasRun() throws InterruptedException {
        int least = pipeline.limit();
        for (int i = 0; i < least; i++) {
            assertThat(offered("waiting-" + i)).isTrue();
        }
        growTimePasses();

        assertThat(offered("one-more")).isFalse();
        assertThat(pipeline.limit()).isEqualTo(least);

        sources.put("waiting-0", Photos.png(SIDE, 0));
        pipeline.awaitRoom(Duration.ofSeconds(10)); // the device has run
        for (int i = 0; i <= least; i++) {
            growTimePasses();
            assertThat(offered("more-" + i)).as("more " + i).isTrue();
        }
        assertThat(pipeline.limit()).isGreaterThan(least);
    }

    private void growTimePasses() {
        ahead.addAndGet(TimeUnit.MILLISECONDS.toNanos(2 * ConcurrencyLimiter.GROW_MILLIS));
    }

    @Test
    void attemptBeginsBeforeTheDecoderSeesTheBytesAndNotBefore() {
        boolean[] begun = {false};
        pipeline.offer(new ImageReference("a", "a", null, null, null), LATER, () -> begun[0] = true);
        assertThat(begun[0]).isFalse();

        sources.put("a", new byte[] {1});
        assertThat(begun[0]).isTrue();
    }

    private CompletableFuture<Outcome> offer(String uri) {
        return pipeline.offer(new ImageReference(uri, uri, null, null, null), LATER, CrashMarker.UNCOUNTED)
                .orElseThrow();
    }

    private boolean offered(String uri) {
        return pipeline.offer(new ImageReference(uri, uri, null, null, null), LATER, CrashMarker.UNCOUNTED)
                .isPresent();
    }

    /** Says how bright the first pixel is. */
    private static final class Gauge implements Device<ByteBuffer, Prediction> {

        private volatile int poison = -1;
        private volatile int calls;
        private volatile float @Nullable [] features;

        @Override
        public String name() {
            return "gauge";
        }

        @Override
        public synchronized List<Prediction> run(List<ByteBuffer> images) {
            calls = calls + 1;
            return images.stream().map(this::scores).toList();
        }

        private Prediction scores(ByteBuffer image) {
            int brightness = image.get(0) & 0xff;
            if (brightness == poison) {
                throw new IllegalStateException("cannot stomach " + brightness);
            }
            float bright = brightness / 255f;
            return new Prediction(
                    new Scores(List.of("dark", "bright"), new float[] {1 - bright, bright}, features),
                    new Labelled.ModelId("m", "1", "00"),
                    name());
        }

        @Override
        public void probe() {
            if (poison == 0) {
                throw new IllegalStateException("the known-good image is black");
            }
        }
    }
}
