package io.inceptionstreams.modelbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.CpuPrecision;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Golden;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.network.Form.Precision;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.CpuinfoFlags;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Full-size weights: the published ones, by npm, and a file of our own in the same layout. */
final class ModelBuilderIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theDefaultModelIsBuiltOnceAndThenOpened() throws IOException, InterruptedException, ModelException {
        Path models = RealModel.MODELS;

        Model model = DefaultModel.ensure(models, InferSettings.defaults(), Progress.none());

        assertThat(model.name()).isEqualTo("nsfwjs-inception-v3");
        assertThat(model.labels()).containsExactly("Drawing", "Hentai", "Neutral", "Porn", "Sexy");
        assertThat(Files.readString(model.folder().resolve("model.json")))
                .contains("\"licence\" : \"MIT\"")
                .contains("Copyright (c) 2019 Infinite Red, Inc.");
        assertThat(constant(graph(model), "pixels/scale")).isEqualTo(1 / 255f);
        assertThat(graph(model).getNodeList())
                .filteredOn(node -> node.getOp().equals("Conv2D"))
                .hasSize(94);

        FileTime built = Files.getLastModifiedTime(model.folder().resolve("saved_model.pb"));
        assertThat(DefaultModel.ensure(models, InferSettings.defaults(), Progress.none()))
                .isEqualTo(model);
        assertThat(Files.getLastModifiedTime(model.folder().resolve("saved_model.pb")))
                .isEqualTo(built);
    }

    @Test
    void weightsOfOnesOwnNeedTheirClasses() throws IOException, ModelException, ClassifierException {
        Path weights = weightsOfOnesOwn();

        assertThatThrownBy(() -> ModelBuilder.published(folder, weights, InferSettings.defaults())
                        .run(Progress.none()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--labels FILE");
        assertThatThrownBy(() -> build(weights, List.of("cat", "dog")).run(Progress.none()))
                .isInstanceOf(ModelException.class)
                .hasMessage("labels: the network has 3 classes, there are 2");

        Model model = build(weights, List.of("cat", "dog", "bird")).run(Progress.none());

        assertThat(ModelFolder.open(folder.resolve("pets"))).isEqualTo(model);
        assertThat(model.golden()).hasSize(3);
        assertThat(model.golden().get(0).scores()).hasSize(3);
        InferSettings once =
                new InferSettings("cpu", 1, 1, 1, true, 1, 1, 1, CpuPrecision.FLOAT32, WarmUp.ALL, false, null);
        Classifiers.open(model, once).forEach(Classifier::close);
        assertThatThrownBy(() -> Classifiers.open(disagreeing(model), once))
                .isInstanceOf(ClassifierException.class)
                .hasMessageContaining("disagrees with its golden image golden/rocket.png in a batch of 1");
        assertThat(model.preprocessing()).isEqualTo(new Preprocessing(299, 299, Resize.STRETCH, Interpolation.AREA));
        assertThat(constant(graph(model), "pixels/scale")).isEqualTo(1 / 255f);
        assertThatThrownBy(() -> build(weights, List.of("cat", "dog", "bird")).run(Progress.none()))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("exists; --force replaces it");
    }

    /** Whose last golden image has other scores than the graph gives. */
    private static Model disagreeing(Model model) {
        List<Golden> golden = new ArrayList<>(model.golden());
        golden.set(2, new Golden(golden.get(2).image(), List.of(0.9f, 0.05f, 0.05f)));
        return new Model(model.folder(), model.metadata().withGolden(golden), model.sha256());
    }

    private ModelBuilder build(Path weights, List<String> labels) {
        return build(weights, labels, choices(Optional.empty(), Metadata.Classifier.SOFTMAX, Precision.FLOAT32));
    }

    private ModelBuilder build(Path weights, List<String> labels, ImportChoices choices) {
        return new ModelBuilder(
                folder,
                weights,
                Optional.of("pets"),
                "1",
                Optional.of(labels),
                choices,
                Optional.empty(),
                Optional.empty(),
                InferSettings.defaults(),
                false);
    }

    private static ImportChoices choices(
            Optional<Double> fraction, Metadata.Classifier classifier, Precision precision) {
        return new ImportChoices(
                Optional.of(PixelRange.ZERO_TO_ONE),
                fraction.map(any -> Resize.CROP),
                fraction,
                fraction.map(any -> Interpolation.BICUBIC),
                fraction.isPresent() ? Preprocessing.Channels.BGR : Preprocessing.Channels.RGB,
                classifier,
                precision);
    }

    @Test
    void whatIsChosenHoldsFromTheGoldenImagesToTheServedScores() throws Exception {
        Path weights = weightsOfOnesOwn();
        ImportChoices chosen = choices(Optional.of(0.5), Metadata.Classifier.SIGMOID, Precision.FLOAT32);

        Model model = build(weights, List.of("cat", "dog", "bird"), chosen).run(Progress.none());

        assertThat(model.classifier()).isEqualTo(Metadata.Classifier.SIGMOID);
        assertThat(model.preprocessing())
                .isEqualTo(new Preprocessing(
                        299, 299, Resize.CROP, 0.5, Interpolation.BICUBIC, Preprocessing.Channels.BGR));
        assertThat(graph(model).getNodeList())
                .extracting(NodeDef::getOp)
                .contains("Sigmoid")
                .doesNotContain("Softmax");
        ByteBuffer decoded = new ImageDecoder(DecodeSettings.defaults(), Target.of(model.preprocessing()))
                .decode(Photos.sample("chelsea.png"))
                .pixels();
        assertThat(ByteBuffer.wrap(model.pixels(model.golden().get(0)))).isEqualTo(decoded);
        // Weights of zero: every class is as likely as not, and three of them add up to 1.5.
        assertThat(model.golden())
                .allSatisfy(golden -> assertThat(golden.scores()).containsExactly(0.5f, 0.5f, 0.5f));

        CommandRun verified = verify(model, "--measure", "--set", "batch.max-size=2");

        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out())
                .contains("3 golden images agree")
                .containsPattern("the CPU computes in (bfloat16|float32): ")
                .containsPattern("images/s [0-9.]+ in batches of 1");
        CommandRun inspected =
                CommandRun.of("model", "inspect", "--model", model.folder().toString());
        assertThat(inspected.out())
                .contains("sigmoid, 3 classes")
                .containsPattern("on this CPU    (bfloat16 or )?float32: ")
                .contains("crop, 0.5 of each side, bicubic")
                .containsPattern(
                        "measured +cpu(:bfloat16)?, \\d+ processors, .*: images/s [0-9.]+ in batches of 1, [0-9.]+ in batches of"
                                + " 2");
    }

    @Test
    void halfPrecisionAgreesWithFloat32() throws Exception {
        Model full = RealModel.open();
        List<String> told = new ArrayList<>();
        Model half = DefaultModel.fetch(
                Progress.none(),
                tgz -> new ModelBuilder(
                                folder,
                                tgz,
                                Optional.empty(),
                                "1",
                                Optional.empty(),
                                new ImportChoices(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Preprocessing.Channels.RGB,
                                        Metadata.Classifier.SOFTMAX,
                                        Precision.FLOAT16),
                                Optional.of(ModelConfig.encode("intra_op_parallelism_threads: 1")),
                                Optional.empty(),
                                InferSettings.defaults(),
                                false)
                        .run(steps(told)));

        assertThat(told)
                .anyMatch(line ->
                        line.matches("On this CPU, the largest difference between float16 and float32 .*e-0[3-9] .*"));
        assertThat(Files.size(half.folder().resolve("saved_model.pb")))
                .isLessThan(Files.size(full.folder().resolve("saved_model.pb")) * 6 / 10);
        for (int i = 0; i < full.golden().size(); i++) {
            List<Float> expected = full.golden().get(i).scores();
            for (int c = 0; c < expected.size(); c++) {
                assertThat(half.golden().get(i).scores().get(c)).isCloseTo(expected.get(c), within(1e-4f));
            }
        }
        assertThat(graph(half).getNodeList())
                .filteredOn(node -> node.getOp().equals("Conv2D"))
                .hasSize(94)
                .allMatch(node -> node.getAttrOrThrow("T").getType() == DataType.DT_HALF);
        // What an instance does before it is ready: the digests, and float32's scores on this device.
        Model opened = ModelFolder.open(half.folder());
        Classifiers.open(
                        opened,
                        new InferSettings("cpu", 1, 0, 0, true, 1, 1, 1, CpuPrecision.FLOAT32, WarmUp.ALL, false, null))
                .forEach(Classifier::close);
        assertThat(CommandRun.of("model", "inspect", "--model", half.folder().toString())
                        .out())
                .containsPattern("21,\\d{3},\\d{3} in float16")
                .contains("session        intra_op_parallelism_threads: 1");
    }

    /** Rewriters to bfloat16 run on any CPU with AVX-512, slowly where it does not multiply it. */
    @Test
    void float32JudgesAModelWhoseConfigurationAsksForBfloat16() throws Exception {
        assumeThat(CpuinfoFlags.have("avx512f"))
                .as("a CPU whose oneDNN knows bfloat16")
                .isTrue();
        Model full = RealModel.open();
        List<String> told = new ArrayList<>();

        Model reduced = DefaultModel.fetch(
                Progress.none(),
                tgz -> new ModelBuilder(
                                folder,
                                tgz,
                                Optional.empty(),
                                "1",
                                Optional.empty(),
                                ImportChoices.NONE,
                                Optional.of(
                                        ModelConfig.encode(
                                                "graph_options { rewrite_options { auto_mixed_precision_onednn_bfloat16: ON } }")),
                                Optional.empty(),
                                InferSettings.defaults(),
                                false)
                        .run(steps(told)));

        assertThat(told)
                .anyMatch(
                        line -> line.matches(
                                "On this CPU, the largest difference between the model's configProto and float32 .*e-0[34] .*"));
        for (int i = 0; i < full.golden().size(); i++) {
            List<Float> expected = full.golden().get(i).scores();
            for (int c = 0; c < expected.size(); c++) {
                assertThat(reduced.golden().get(i).scores().get(c)).isCloseTo(expected.get(c), within(1e-6f));
            }
        }
        CommandRun verified = verify(reduced, "--set", "infer.warm-up=none");
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out())
                .contains("on [cpu:bfloat16]")
                .contains("the CPU computes in bfloat16: configProto in model.json sets rewrite_options");
    }

    private static CommandRun verify(Model model, String... more) {
        List<String> words = new ArrayList<>(
                List.of("model", "verify", "--model", model.folder().toString(), "--set", "infer.device=cpu"));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static Progress steps(List<String> told) {
        return new Progress() {
            @Override
            public void step(String what) {
                told.add(what);
            }

            @Override
            public void advance(int done, int of) {}

            @Override
            public void end() {}
        };
    }

    /** All zeros but for variances, quantised to a byte a value: 22 MB in Keras' layout. */
    private Path weightsOfOnesOwn() throws IOException {
        Network network = InceptionV3.assemble(List.of(3)).keeping(List.of(InceptionV3.PROBABILITIES));
        ObjectNode root = new JsonMapper().createObjectNode();
        root.putObject("modelTopology")
                .putObject("model_config")
                .putObject("config")
                .putArray("layers")
                .addObject()
                .put("class_name", "Dense")
                .putObject("config")
                .put("name", "predictions")
                .put("units", 3)
                .put("activation", "softmax");
        ObjectNode group = root.putArray("weightsManifest").addObject();
        group.putArray("paths").add("shard");
        ArrayNode manifest = group.putArray("weights");
        int convolution = 0;
        for (Tensor tensor : network.tensors(false)) {
            boolean dense = tensor.layer().startsWith("head");
            convolution += !dense && tensor.role() == Tensor.Role.KERNEL ? 1 : 0;
            String name = switch (tensor.role()) {
                case KERNEL -> dense ? "predictions/kernel" : "conv2d_" + convolution + "/kernel";
                case MEAN -> "batch_normalization_" + convolution + "/moving_mean";
                case VARIANCE -> "batch_normalization_" + convolution + "/moving_variance";
                case BETA, GAMMA -> "batch_normalization_" + convolution + "/beta";
                case BIAS -> "predictions/bias";
            };
            ObjectNode entry = manifest.addObject().put("name", name).put("dtype", "float32");
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putObject("quantization")
                    .put("dtype", "uint8")
                    .put("scale", 1)
                    .put("min", tensor.role() == Tensor.Role.VARIANCE ? 1 : 0);
        }
        Path weights = Files.createDirectory(folder.resolve("weights"));
        Files.writeString(weights.resolve("model.json"), root.toString());
        Files.write(weights.resolve("shard"), new byte[Math.toIntExact(network.parameters(false))]);
        return weights;
    }

    private static GraphDef graph(Model model) throws IOException {
        byte[] bytes = Files.readAllBytes(model.folder().resolve("saved_model.pb"));
        return SavedModel.parseFrom(bytes).getMetaGraphs(0).getGraphDef();
    }

    private static float constant(GraphDef graph, String name) {
        NodeDef node = graph.getNodeList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return node.getAttrOrThrow("value")
                .getTensor()
                .getTensorContent()
                .asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }
}
