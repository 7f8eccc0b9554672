package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.SavedModelRun;
import io.inceptionstreams.network.Form;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.weights.ReferenceNetwork.Grid;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full-size file of each family, through the whole import, on the real TensorFlow; and the same numbers through plain
 * loops that share nothing with it. Some seconds each.
 */
final class FamiliesIT {

    private static final double TOLERANCE = 1e-3;

    @TempDir
    Path folder = Path.of("");

    @Test
    void kerasHdf5() throws Exception {
        FamilySource.Keras keras = new FamilySource.Keras(Map.of("predictions", 1000));
        Path file = folder.resolve("weights.h5");
        FamilyFiles.keras(file, keras.tensors());

        Trained trained = WeightFiles.read(file);

        assertThat(trained.found())
                .isEqualTo("Keras HDF5, Keras' names, 378 tensors, 1000 classes, without the auxiliary classifier");
        compare(trained, new ReferenceNetwork(keras, false), List.of("predictions"), false);
    }

    @Test
    void kerasHdf5WithoutItsTop() throws Exception {
        FamilySource.Keras keras = new FamilySource.Keras(Map.of());
        Path file = folder.resolve("notop.h5");
        FamilyFiles.keras(file, keras.tensors());

        Trained trained = WeightFiles.read(file);

        assertThat(trained.found())
                .isEqualTo("Keras HDF5, Keras' names, 376 tensors, no top, without the auxiliary classifier");
        assertThat(trained.network().outputs()).containsExactly(InceptionV3.FEATURES);
    }

    @Test
    void tfjsWithAHeadOfThreeLayers() throws Exception {
        Map<String, Integer> head = new LinkedHashMap<>();
        head.put("dense_1", 256);
        head.put("dense_2", 128);
        head.put("classes", 7);
        FamilySource.Keras keras = new FamilySource.Keras(head);
        FamilyFiles.tfjs(folder, keras.tensors(), List.copyOf(head.keySet()));

        Trained trained = WeightFiles.read(folder);

        assertThat(trained.found()).startsWith("TensorFlow.js layers model, Keras' names, 382 tensors, 7 classes");
        compare(trained, new ReferenceNetwork(keras, false), List.copyOf(head.keySet()), false);
    }

    @Test
    void safetensorsOfTorchvision() throws Exception {
        FamilySource.Torch torch = new FamilySource.Torch();
        Path file = folder.resolve("model.safetensors");
        FamilyFiles.safetensors(file, torch.tensors(true));

        Trained trained = WeightFiles.read(file);

        assertThat(trained.found())
                .isEqualTo("safetensors, torchvision's and timm's names, 580 tensors, 1000 classes, "
                        + "with the auxiliary classifier");
        compare(trained, new ReferenceNetwork(torch, true), List.of("fc"), true);
    }

    @Test
    void safetensorsOfTimmWithoutTheAuxiliaryClassifier() throws Exception {
        Path file = folder.resolve("model.safetensors");
        FamilyFiles.safetensors(file, new FamilySource.Torch().tensors(false));

        Trained trained = WeightFiles.read(file);

        assertThat(trained.found()).endsWith("without the auxiliary classifier");
        assertThat(trained.network().outputs()).doesNotContain(InceptionV3.AUXILIARY);
    }

    /** With zeros around average pools and the auxiliary classifier, which Keras' networks have not. */
    @Test
    void halfPrecisionIsCloseInEveryOutput() throws Exception {
        FamilySource.Torch torch = new FamilySource.Torch();
        Path file = folder.resolve("model.safetensors");
        FamilyFiles.safetensors(file, torch.tensors(true));
        Trained trained = WeightFiles.read(file);

        Map<String, float[]> full = answers(trained, Form.USUAL);
        Map<String, float[]> half = answers(trained, new Form(Form.Precision.FLOAT16, Form.Scoring.SOFTMAX));

        assertThat(half.keySet()).isEqualTo(full.keySet()).contains(InceptionV3.AUXILIARY);
        full.forEach((output, values) -> {
            float[] answer = half.getOrDefault(output, new float[0]);
            assertThat(answer).hasSameSizeAs(values);
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < values.length; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
                difference = Math.max(difference, Math.abs(values[i] - answer[i]));
            }
            // 10 bits of fraction, and 94 convolutions that each lose some.
            assertThat(difference).as(output).isBetween(1e-9, 0.02 * largest);
        });
    }

    @Test
    void frozenGraphOfSlim() throws Exception {
        FamilySource.Slim slim = new FamilySource.Slim();
        Path file = folder.resolve("frozen.pb");
        FamilyFiles.frozenGraph(file, slim.tensors(true));

        Trained trained = WeightFiles.read(file);

        assertThat(trained.found())
                .isEqualTo("frozen TensorFlow graph, TensorFlow-slim's names, 388 tensors, 1001 classes, "
                        + "with the auxiliary classifier");
        compare(trained, new ReferenceNetwork(slim, false), List.of("Logits"), true);
    }

    private void compare(Trained trained, ReferenceNetwork reference, List<String> head, boolean auxiliary)
            throws IOException, ClassifierException {
        Map<String, float[]> answers = answers(trained, Form.USUAL);

        Map<String, double[]> expected = reference.run(image(Deterministic.image()), head, auxiliary);
        expected.forEach((output, values) -> {
            double spread = java.util.Arrays.stream(values).max().orElse(0)
                    - java.util.Arrays.stream(values).min().orElse(0);
            assertThat(spread).as("the spread of " + output).isBetween(0.5, 1000.0);
            float[] answer = answers.getOrDefault(output, new float[0]);
            assertThat(answer).hasSameSizeAs(values);
            double worst = 0;
            for (int i = 0; i < values.length; i++) {
                worst = Math.max(worst, Math.abs(answer[i] - values[i]));
            }
            assertThat(worst).as("the largest difference of " + output).isLessThan(TOLERANCE);
        });
        assertThat(answers.keySet().contains(InceptionV3.AUXILIARY)).isEqualTo(auxiliary);
    }

    private Map<String, float[]> answers(Trained trained, Form form) throws IOException, ClassifierException {
        Path model = Files.createDirectories(folder.resolve("model"));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(model.resolve("saved_model.pb")))) {
            SavedModelExport.write(trained.network(), trained.numerics(), trained.weights(), form, out);
        }
        return SavedModelRun.run(model, SavedModelExport.ALL, Deterministic.image(), 299, 299, 3);
    }

    /** From 0..255 to -1..1, which every family means in the end. */
    private static Grid image(byte[] pixels) {
        double[] values = new double[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Byte.toUnsignedInt(pixels[i]) / 127.5 - 1;
        }
        return new Grid(299, 299, 3, values);
    }
}
