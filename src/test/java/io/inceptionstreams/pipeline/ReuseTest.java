package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.batch.Device;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Labelled.ModelId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is not done twice, and what is not done too late. The device answers when the test lets it; time is virtual. */
@Timeout(30)
final class ReuseTest {

    private static final int SIDE = 4;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicLong time = new AtomicLong(1_000);
    private final Photos photos = new Photos();
    private final Puppet device = new Puppet();
    private final Counts counts = new Counts();
    private final Batcher<ByteBuffer, Prediction> batcher = new Batcher<>(
            new BatchSettings(1, Duration.ZERO, 8, true),
            List.of(device),
            Runnable::run,
            BatchObserver.NONE,
            time::get);
    private volatile ModelId model = new ModelId("m", "1", "aa");
    private int attempts;
    private final Pipeline pipeline = pipeline(100);

    @AfterEach
    void close() {
        batcher.close();
    }

    @Test
    void anImageThatComesAgainIsNotClassifiedAgain() {
        device.free();
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("b", Photos.png(SIDE, 1));

        Labelled first = (Labelled) offer("a", null).join();
        time.addAndGet(1_000_000);
        Labelled again = (Labelled) offer("b", 1).join();

        assertThat(first.cached()).isFalse();
        assertThat(again.cached()).isTrue();
        assertThat(again.id()).isEqualTo("b");
        assertThat(again.labels()).isEqualTo(first.labels().subList(0, 1));
        assertThat(again.image()).isEqualTo(first.image());
        assertThat(again.model()).isEqualTo(first.model());
        assertThat(again.device()).isEqualTo("puppet");
        assertThat(again.timings().queue()).isZero();
        assertThat(again.timings().inference()).isZero();
        assertThat(device.seen).containsExactly(1);
        assertThat(attempts).as("a decoder that may crash on it").isEqualTo(1);
        assertThat(counts).hasToString("labelled 1, recalled 1, missed 1");
        assertThat(pipeline.cached()).isEqualTo(1);
        assertNothingIsInFlight();
    }

    @Test
    void offMeansThatNothingIsReused() {
        device.free();
        Pipeline off = pipeline(0);
        photos.put("a", Photos.png(SIDE, 1));

        assertThat(((Labelled) offer(off, "a", null, LONG).join()).cached()).isFalse();
        assertThat(((Labelled) offer(off, "a", null, LONG).join()).cached()).isFalse();

        assertThat(device.seen).containsExactly(1, 1);
        assertThat(counts).hasToString("labelled 2, recalled 0, missed 0");
        assertThat(off.cached()).isZero();
    }

    @Test
    void anotherModelIsAskedAnew() {
        device.free();
        photos.put("a", Photos.png(SIDE, 1));
        offer("a", null).join();

        model = new ModelId("m", "2", "bb");
        Labelled ofTheNext = (Labelled) offer("a", null).join();

        assertThat(ofTheNext.cached()).isFalse();
        assertThat(ofTheNext.model().version()).isEqualTo("2");
        assertThat(device.seen).containsExactly(1, 1);
    }

    @Test
    void equalImagesThatAreUnderWayTogetherAreClassifiedOnce() {
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("b", Photos.png(SIDE, 1));
        CompletableFuture<Outcome> first = offer("a", null);
        CompletableFuture<Outcome> second = offer("b", null);
        assertThat(second).isNotDone();

        device.free();

        assertThat(((Labelled) first.join()).cached()).isFalse();
        assertThat(((Labelled) second.join()).cached()).isTrue();
        assertThat(device.seen).containsExactly(1);
    }

    @Test
    void whoeverWaitsGoesOnWhenTheFirstIsCancelled() {
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("b", Photos.png(SIDE, 1));
        CompletableFuture<Outcome> first = offer("a", null);
        CompletableFuture<Outcome> second = offer("b", null);

        first.cancel(false);
        device.free();

        assertThat(((Labelled) second.join()).cached()).isFalse();
        assertNothingIsInFlight();
    }

    @Test
    void oneWhoWaitsIsCancelledAlone() {
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("b", Photos.png(SIDE, 1));
        CompletableFuture<Outcome> first = offer("a", null);
        CompletableFuture<Outcome> second = offer("b", null);

        second.cancel(false);
        device.free();

        assertThat(first.join()).isInstanceOf(Labelled.class);
        assertThat(device.seen).containsExactly(1);
        assertNothingIsInFlight();
    }

    @Test
    void failuresAreNotKept() {
        device.poison = 1;
        device.free();
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("text", new byte[] {1, 2, 3});

        assertThat(((Rejected) offer("a", null).join()).reason()).isEqualTo(Reason.INFERENCE_FAILED);
        assertThat(((Rejected) offer("text", null).join()).reason()).isEqualTo(Reason.IMAGE_UNSUPPORTED);
        assertThat(pipeline.cached()).isZero();

        device.poison = -1;
        assertThat(((Labelled) offer("a", null).join()).cached()).isFalse();
    }

    @Test
    void anAnswerThatIsNoResultIsRejected() {
        device.answer = Float.NaN;
        device.free();
        photos.put("a", Photos.png(SIDE, 1));

        Rejected rejected = (Rejected) offer("a", null).join();

        assertThat(rejected.reason()).isEqualTo(Reason.INFERENCE_FAILED);
        assertThat(rejected.detail()).contains("score");
        assertNothingIsInFlight();
        assertThat(pipeline.cached()).isZero();
    }

    @Test
    void afterItsDeadlineAnEventIsNotFetched() {
        Rejected rejected = (Rejected) offer(pipeline, "a", null, Duration.ZERO).join();

        assertThat(rejected.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(photos.asked).isEmpty();
        assertNothingIsInFlight();
    }

    @Test
    void afterItsDeadlineAnEventIsNotDecoded() {
        CompletableFuture<Outcome> outcome = offer(pipeline, "a", null, Duration.ofMillis(20));

        time.addAndGet(Duration.ofMillis(20).toNanos());
        photos.put("a", Photos.png(SIDE, 1));

        Rejected rejected = (Rejected) outcome.join();
        assertThat(rejected.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(rejected.detail()).contains("before its image was decoded");
        assertThat(attempts).isZero();
    }

    @Test
    void afterItsDeadlineAnEventTakesNoTimeOfTheDevice() throws InterruptedException {
        photos.put("a", Photos.png(SIDE, 1));
        photos.put("b", Photos.png(SIDE, 2));
        CompletableFuture<Outcome> first = offer("a", null);
        device.started.acquire();
        CompletableFuture<Outcome> second = offer(pipeline, "b", null, Duration.ofMillis(20));

        time.addAndGet(Duration.ofMillis(20).toNanos());
        device.free();

        assertThat(first.join()).isInstanceOf(Labelled.class);
        assertThat(((Rejected) second.join()).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(device.seen).containsExactly(1);
    }

    /** A place is given back in the device's thread, and perhaps after a test has seen the outcome. */
    private void assertNothingIsInFlight() {
        batcher.close();
        assertThat(pipeline.inFlight()).isZero();
    }

    private Pipeline pipeline(int cacheEntries) {
        return new Pipeline(
                new Pipeline.Stages(
                        photos,
                        new ImageDecoder(DecodeSettings.defaults(), new Target(SIDE, SIDE, Target.Interpolation.AREA)),
                        batcher,
                        Runnable::run,
                        () -> model,
                        counts,
                        time::get),
                new PipelineSettings(8, 1 << 20, 1, 1 << 20, cacheEntries, Duration.ofSeconds(30), 2),
                2);
    }

    private CompletableFuture<Outcome> offer(String uri, @Nullable Integer labels) {
        return offer(pipeline, uri, labels, LONG);
    }

    private CompletableFuture<Outcome> offer(Pipeline to, String uri, @Nullable Integer labels, Duration deadline) {
        CrashMarker attempt = () -> attempts++;
        return to.offer(new ImageReference(uri, uri, labels, null, null), Deadline.after(deadline, time.get()), attempt)
                .orElseThrow();
    }

    /** Notes the grey of each image; answers when it is free, in the name of the model of then. */
    private final class Puppet implements Device<ByteBuffer, Prediction> {

        private final Semaphore leave = new Semaphore(0);
        private final Semaphore started = new Semaphore(0);
        private final List<Integer> seen = new ArrayList<>();
        private volatile int poison = -1;
        private volatile float answer = 0.75f;

        void free() {
            leave.release(1_000);
        }

        @Override
        public String name() {
            return "puppet";
        }

        @Override
        public List<Prediction> run(List<ByteBuffer> images) throws InterruptedException {
            started.release();
            leave.acquire();
            int grey = images.get(0).get(0);
            seen.add(grey);
            if (grey == poison) {
                throw new IllegalStateException("cannot stomach " + grey);
            }
            Scores scores = new Scores(List.of("dark", "bright"), new float[] {answer, 1 - answer});
            return List.of(new Prediction(scores, model, name()));
        }

        @Override
        public void probe() {}
    }

    private static final class Counts implements PipelineObserver {

        private int labelled;
        private int recalled;
        private int missed;

        @Override
        public synchronized void labelled(Labelled.Timings timings) {
            labelled++;
        }

        @Override
        public synchronized void recalled(Labelled.Timings timings) {
            recalled++;
        }

        @Override
        public synchronized void missed() {
            missed++;
        }

        @Override
        public synchronized String toString() {
            return "labelled " + labelled + ", recalled " + recalled + ", missed " + missed;
        }
    }
}
