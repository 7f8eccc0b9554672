package io.inceptionstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Revision;
import io.inceptionstreams.pipeline.ClassifierDevice;
import io.inceptionstreams.pipeline.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a model is swapped, and when it is refused; with two devices and models of paper. */
@Timeout(30)
final class ModelReloaderTest {

    private final Folder folder = new Folder();
    private final Metrics metrics = Metrics.open();
    private final List<ClassifierDevice> devices = Stream.of(new Paper(), new Paper())
            .map(c -> new ClassifierDevice(c, ModelMapping.id(model("1")), 3))
            .toList();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
    private final ModelReloader swaps =
            new ModelReloader(folder, devices, model("1"), metrics.models(), () -> {}, thread);

    @AfterEach
    void close() {
        swaps.close();
        metrics.close();
    }

    @Test
    void aRequestSwapsEveryDevice() throws Exception {
        folder.holds = model("2");
        request();

        assertThat(versions()).containsExactly("2", "2");
        assertThat(metric("inception_model_version")).isEqualTo("2.0");
        assertThat(metric("inception_model_swaps_total{result=\"swapped\"}")).isEqualTo("1.0");
        assertThat(metric("inception_model_swaps_total{result=\"refused\"}")).isEqualTo("0.0");
    }

    @Test
    void theSameModelIsNotLoadedAgain() throws Exception {
        request();
        request();

        assertThat(folder.loaded).isEmpty();
        assertThat(metric("inception_model_swaps_total{result=\"swapped\"}")).isEqualTo("0.0");
    }

    @Test
    void requestsThatWaitAreOne() throws Exception {
        folder.holds = model("2");
        thread.submit(() -> {
                    swaps.request();
                    swaps.request();
                    swaps.request();
                })
                .get();
        thread.submit(() -> {}).get();

        assertThat(folder.opened).isEqualTo(1);
    }

    @Test
    void aModelThatDoesNotOpenIsRefusedAndTheOldOneServes() throws Exception {
        folder.problem = new ModelException("files.saved_model.pb: the file was changed");
        request();

        assertRefused();
    }

    @Test
    void aModelThatOneDeviceRefusesAnswersOnNone() throws Exception {
        folder.holds = model("2");
        folder.disagreement = new ClassifierException("the model disagrees with its golden image");
        request();

        assertRefused();
    }

    @Test
    void aModelThatTheSettingsHaveNoRoomForIsRefused() throws Exception {
        folder.holds = model("2");
        folder.contradiction = new IllegalArgumentException("output.max-bytes=1024: a result has at least 11948 bytes");
        request();

        assertRefused();
    }

    @Test
    void aModelThatWantsOtherPixelsIsRefusedBeforeItIsLoaded() throws Exception {
        folder.holds = model("2", 224);
        request();

        assertRefused();
        assertThat(folder.loaded).isEmpty();
    }

    @Test
    void aModelForAnotherNumberOfDevicesIsRefusedAndClosed() throws Exception {
        folder.holds = model("2");
        folder.count = 1;
        request();

        assertRefused();
        assertThat(folder.loaded).allMatch(classifier -> classifier.closed);
    }

    @Test
    void afterARefusalTheNextGoodModelIsTaken() throws Exception {
        folder.problem = new ModelException("no");
        request();
        folder.problem = null;
        folder.holds = model("3");
        request();

        assertThat(versions()).containsExactly("3", "3");
    }

    @Test
    void aPollTakesWhatTwoLooksFindTheSame() throws Exception {
        folder.holds = model("2");
        folder.revision = "half";
        poll();
        folder.revision = "whole";
        poll();
        assertThat(versions()).containsExactly("1", "1");

        poll();
        assertThat(versions()).containsExactly("2", "2");
    }

    @Test
    void aPollTriesARefusedModelOnceAndAgainWhenItChanges() throws Exception {
        folder.problem = new ModelException("the file was changed");
        folder.revision = "broken";
        for (int i = 0; i < 5; i++) {
            poll();
        }
        assertThat(folder.opened).isEqualTo(1);
        assertThat(metric("inception_model_swaps_total{result=\"refused\"}")).isEqualTo("1.0");

        folder.problem = null;
        folder.holds = model("2");
        folder.revision = "mended";
        poll();
        poll();
        assertThat(versions()).containsExactly("2", "2");
    }

    @Test
    void afterTheEndARequestDoesNothing() {
        swaps.close();

        swaps.request();

        assertThat(folder.opened).isZero();
    }

    private void assertRefused() throws Exception {
        assertThat(versions()).containsExactly("1", "1");
        assertThat(metric("inception_model_version")).isEqualTo("1.0");
        assertThat(metric("inception_model_swaps_total{result=\"refused\"}")).isEqualTo("1.0");
    }

    private void request() throws Exception {
        swaps.request();
        thread.submit(() -> {}).get();
    }

    private void poll() throws Exception {
        thread.submit(() -> swaps.poll()).get();
    }

    private List<String> versions() throws Exception {
        List<String> versions = new ArrayList<>();
        for (ClassifierDevice device : devices) {
            List<Prediction> answers = device.run(List.of(ByteBuffer.allocate(3)));
            versions.add(answers.get(0).model().version());
        }
        return versions;
    }

    private String metric(String name) {
        return new String(metrics.scrape(null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("none");
    }

    private static Model model(String version) {
        return model(version, 1);
    }

    private static Model model(String version, int side) {
        Metadata metadata = new Metadata(
                "paper",
                version,
                List.of("a"),
                new Preprocessing(side, side, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("s", "i", "p"),
                Optional.empty(),
                new Metadata.Origin("paper", "CC0-1.0", ""));
        return new Model(Path.of(version), metadata, version.repeat(64));
    }

    /** What the instance finds when it looks. */
    private static final class Folder implements ModelReloader.Source {

        private Model holds = model("1");
        private String revision = "first";
        private @Nullable ModelException problem;
        private @Nullable ClassifierException disagreement;
        private @Nullable IllegalArgumentException contradiction;
        private int count = 2;
        private int opened;
        private final List<Paper> loaded = new ArrayList<>();

        @Override
        public Revision look() {
            return new Revision(holds.folder(), List.of(revision));
        }

        @Override
        public Model open() throws ModelException {
            opened++;
            if (problem != null) {
                throw problem;
            }
            return holds;
        }

        @Override
        public List<Classifier> load(Model model) throws ClassifierException {
            if (disagreement != null) {
                throw disagreement;
            }
            if (contradiction != null) {
                throw contradiction;
            }
            for (int i = 0; i < count; i++) {
                loaded.add(new Paper());
            }
            return List.copyOf(loaded);
        }
    }

    private static final class Paper implements Classifier {

        private boolean closed;

        @Override
        public List<Scores> classify(List<ByteBuffer> images) {
            return images.stream()
                    .map(i -> new Scores(List.of("a"), new float[] {1}))
                    .toList();
        }

        @Override
        public int maxBatch() {
            return 1;
        }

        @Override
        public int calls() {
            return 1;
        }

        @Override
        public String device() {
            return "paper";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
