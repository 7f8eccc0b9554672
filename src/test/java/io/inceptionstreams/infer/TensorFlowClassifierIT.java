package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.infer.TinyModel.Twist;
import io.inceptionstreams.model.Model;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.ConfigProto;

/** A model of a few nodes on the real TensorFlow. */
class TensorFlowClassifierIT {

    @TempDir
    private Path folder;

    @Test
    void theScoresAreThoseOfTheModelInTheOrderOfTheBatch() throws Exception {
        List<String> warmed = new ArrayList<>();
        try (Classifier classifier = Classifiers.open(
                        TinyModel.create(folder),
                        settings(4, WarmUp.ALL, 1),
                        (device, size, done, of, took) -> warmed.add(device + " " + size + " " + done + "/" + of))
                .get(0)) {
            assertThat(classifier.device()).isEqualTo("cpu");
            assertThat(warmed).containsExactly("cpu 4 1/4", "cpu 3 2/4", "cpu 2 3/4", "cpu 1 4/4");
            for (int size = 1; size <= classifier.maxBatch(); size++) {
                List<ByteBuffer> images = IntStream.range(0, size)
                        .mapToObj(i -> TinyModel.image(255 - 60 * i))
                        .toList();

                List<Scores> scores = classifier.classify(images);

                assertThat(scores).hasSize(size);
                for (int i = 0; i < size; i++) {
                    assertAnswers(scores.get(i), images.get(i));
                }
            }
        }
    }

    @Test
    void directBuffersAndSlicesAreReadAsTheyAre() throws Exception {
        ByteBuffer all = ByteBuffer.allocateDirect(3 * TinyModel.PIXELS).position(TinyModel.PIXELS);
        all.put(TinyModel.image(9)).put(TinyModel.image(200));
        ByteBuffer first = all.duplicate().position(TinyModel.PIXELS).limit(2 * TinyModel.PIXELS);
        ByteBuffer second = all.slice(2 * TinyModel.PIXELS, TinyModel.PIXELS).asReadOnlyBuffer();
        try (Classifier classifier = open(Twist.NONE, 2)) {
            List<Scores> scores = classifier.classify(List.of(first, second));

            assertAnswers(scores.get(0), TinyModel.image(9));
            assertAnswers(scores.get(1), TinyModel.image(200));
            assertThat(first.position()).isEqualTo(TinyModel.PIXELS);
            assertThat(second.remaining()).isEqualTo(TinyModel.PIXELS);
        }
    }

    @Test
    void aFailingImageFailsItsBatchAndNotTheNext() throws Exception {
        try (Classifier classifier = open(Twist.FAILS_ON_BLACK, 4)) {
            assertThatExceptionOfType(ClassifierException.class)
                    .isThrownBy(() -> classifier.classify(List.of(TinyModel.image(7), TinyModel.image(0))))
                    .withMessageContaining("the model failed on 2 image(s)")
                    .withMessageContaining("a black image")
                    .isNotInstanceOf(DeviceOutOfMemoryException.class);

            assertAnswers(classifier.classify(List.of(TinyModel.image(7))).get(0), TinyModel.image(7));
        }
    }

    @Test
    void aBatchThatDoesNotFitIntoMemoryIsToldApartAndASmallerOneIsAnswered() throws Exception {
        try (Classifier classifier = open(Twist.HUNGRY, 4)) {
            assertThatExceptionOfType(DeviceOutOfMemoryException.class)
                    .isThrownBy(() -> classifier.classify(Collections.nCopies(2, TinyModel.image(1))));

            assertAnswers(classifier.classify(List.of(TinyModel.image(1))).get(0), TinyModel.image(1));
        }
    }

    @Test
    void aModelWithOtherLabelsIsRefused() throws Exception {
        TinyModel.create(folder);

        assertRefused(
                TinyModel.describe(folder, "only", "two"),
                "output probabilities is DT_FLOAT [-1, 3], not DT_FLOAT [-1, 2]");
    }

    @Test
    void aModelWhoseAnswersAreNoProbabilitiesIsRefused() throws Exception {
        assertRefused(TinyModel.create(folder, Twist.NO_SOFTMAX), "is no probability");
    }

    @Test
    void aModelWithoutTheSignatureOrItsTensorsIsRefused() throws Exception {
        Model tiny = TinyModel.create(folder);

        assertRefused(
                TinyModel.calling(tiny, new Model.Signature("other", "images", "probabilities")),
                "no signature other but [all, serving_default]");
        assertRefused(
                TinyModel.calling(tiny, new Model.Signature("serving_default", "pixels", "probabilities")),
                "no input pixels but [images]");
        assertRefused(
                TinyModel.calling(tiny, new Model.Signature("serving_default", "images", "scores")),
                "no output scores but [");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws Exception {
        Files.writeString(folder.resolve("saved_model.pb"), "not a model");

        assertRefused(TinyModel.describe(folder, "a"), "does not load");
    }

    @Test
    void imagesOfAnotherSizeAndBatchesThatAreTooLargeAreTheCallersFault() throws Exception {
        try (Classifier classifier = open(Twist.NONE, 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.classify(List.of(ByteBuffer.allocate(47))))
                    .withMessage("an image has 48 bytes: 47");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.classify(Collections.nCopies(3, TinyModel.image(1))));
            assertThatIllegalArgumentException().isThrownBy(() -> classifier.classify(List.of()));

            assertThat(classifier.classify(List.of(TinyModel.image(1)))).hasSize(1);
        }
    }

    @Test
    void twoSessionsAnswerAtTheSameTime() throws Exception {
        List<Classifier> classifiers = Classifiers.open(TinyModel.create(folder), settings(8, WarmUp.MAX, 2));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            assertThat(classifiers).extracting(Classifier::device).containsExactly("cpu:0", "cpu:1");
            List<Future<Integer>> done = new ArrayList<>();
            for (Classifier classifier : classifiers) {
                done.add(threads.submit(manyCalls(classifier)));
            }
            for (Future<Integer> calls : done) {
                assertThat(calls.get()).isEqualTo(300);
            }
        } finally {
            threads.shutdownNow();
            classifiers.forEach(Classifier::close);
        }
    }

    @Test
    void twoCallsShareASession() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Classifier classifier = Classifiers.openOne(TinyModel.create(folder), settings(8, WarmUp.MAX, 1))) {
            assertThat(classifier.calls()).isEqualTo(2);
            List<Future<Integer>> done = threads.invokeAll(List.of(manyCalls(classifier), manyCalls(classifier)));
            for (Future<Integer> calls : done) {
                assertThat(calls.get()).isEqualTo(300);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPinnedCopyAnswersAsTheModelDoes() throws Exception {
        TinyModel.create(folder);
        TensorFlowLibrary.load(settings(1, WarmUp.NONE, 1), ConfigProto.getDefaultInstance());
        try (PinnedModel pinned = PinnedModel.copy(folder, "/device:CPU:0");
                Classifier classifier = Classifiers.open(
                                TinyModel.describe(pinned.folder(), "dark", "grey", "bright"),
                                settings(1, WarmUp.NONE, 1))
                        .get(0)) {
            assertAnswers(classifier.classify(List.of(TinyModel.image(77))).get(0), TinyModel.image(77));
        }
    }

    @Test
    void featuresComeWithTheScoresWhenTheyAreAskedFor() throws Exception {
        Model model = TinyModel.offering(TinyModel.create(folder), TinyModel.CLASSES);
        InferSettings settings = settings(2, WarmUp.ALL, 1);
        try (Classifier without = Classifiers.open(model, settings).get(0);
                Classifier with =
                        Classifiers.open(model, settings.withFeatures(true)).get(0)) {
            List<ByteBuffer> images = List.of(TinyModel.image(3), TinyModel.image(200));

            List<Scores> scores = with.classify(images);

            assertAnswers(scores.get(0), images.get(0));
            assertAnswers(scores.get(1), images.get(1));
            // The sum of 48 pixels of 200 times 0, 1/1000 and 2/1000.
            assertThat(scores.get(1).features()).containsExactly(new float[] {0, 9.6f, 19.2f}, within(1e-4f));
            assertThat(without.classify(images).get(0).features()).isNull();
        }
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> Classifiers.open(TinyModel.offering(model, 4), settings.withFeatures(true)))
                .withMessageStartingWith("output.features=true: the model's output features is DT_FLOAT [-1, 3]");
    }

    @Test
    void aGpuThatIsNotThereIsAnErrorOfTheConfiguration() throws Exception {
        Model tiny = TinyModel.create(folder);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Classifiers.open(tiny, InferSettings.defaults().withDevice("gpu:63")))
                .withMessageStartingWith("infer.device: gpu:63: TensorFlow sees ");
    }

    @Test
    void aClosedClassifierIsNotCalled() throws Exception {
        Classifier classifier = open(Twist.NONE, 1);

        classifier.close();
        classifier.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> classifier.classify(List.of(TinyModel.image(1))))
                .withMessage("classifier cpu is closed");
    }

    /**
     * A model that stays makes the process grow in every round. What grows once is pages of the heap that are used for
     * the first time, and what the allocator keeps.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void closingFreesTheModel() throws Exception {
        Model heavy = TinyModel.create(folder, Twist.HEAVY);
        openAndClose(heavy, 3);
        List<Long> growth = new ArrayList<>();

        do {
            long before = nativeBytes();
            openAndClose(heavy, 12);
            growth.add(nativeBytes() - before);
        } while (growth.size() < 4 && growth.get(growth.size() - 1) >= 6 * (32L << 20));

        assertThat(growth)
                .as("12 models of 32 MB came and went in each round")
                .anyMatch(bytes -> bytes < 6 * (32L << 20));
    }

    private static void openAndClose(Model model, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Classifiers.open(model, settings(1, WarmUp.NONE, 1)).forEach(Classifier::close);
        }
    }

    /** What the process holds beside the heap. */
    private static long nativeBytes() throws Exception {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1];
        return Long.parseLong(pages) * 4096
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    private static Callable<Integer> manyCalls(Classifier classifier) {
        return () -> {
            int calls = 0;
            for (; calls < 300; calls++) {
                ByteBuffer image = TinyModel.image(calls % 256);
                for (Scores scores : classifier.classify(Collections.nCopies(1 + calls % 8, image))) {
                    assertAnswers(scores, image);
                }
            }
            return calls;
        };
    }

    private static void assertAnswers(Scores scores, ByteBuffer image) {
        double[] expected = TinyModel.expected(image);
        assertThat(scores.top(9)).hasSize(TinyModel.CLASSES);
        for (Scores.Ranked class_ : scores.top(9)) {
            assertThat((double) class_.score()).isCloseTo(expected[class_.index()], within(1e-5));
        }
    }

    private static void assertRefused(Model model, String why) {
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> Classifiers.open(model, settings(2, WarmUp.ALL, 1)))
                .withMessageContaining(why);
    }

    private Classifier open(Twist twist, int maxBatch) throws Exception {
        return Classifiers.open(TinyModel.create(folder, twist), settings(maxBatch, WarmUp.NONE, 1))
                .get(0);
    }

    private static InferSettings settings(int maxBatch, WarmUp warmUp, int sessions) {
        return new InferSettings(
                "cpu", maxBatch, 0, 0, true, 1, sessions, 2, CpuPrecision.FLOAT32, warmUp, false, null);
    }
}
