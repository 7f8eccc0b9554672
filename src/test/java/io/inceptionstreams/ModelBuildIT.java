package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.ModelBuild.PixelRange;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Golden;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Full-size weights: the published ones, by npm, and a file of our own in the same layout. */
final class ModelBuildIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theDefaultModelIsBuiltOnceAndThenOpened() throws IOException, InterruptedException, ModelException {
        Path models = RealModel.MODELS;

        Model model = DefaultModel.ensure(models, Progress.none());

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
        assertThat(DefaultModel.ensure(models, Progress.none())).isEqualTo(model);
        assertThat(Files.getLastModifiedTime(model.folder().resolve("saved_model.pb")))
                .isEqualTo(built);
    }

    @Test
    void weightsOfOnesOwnNeedTheirClasses() throws IOException, ModelException, ClassifierException {
        Path weights = weightsOfOnesOwn();

        assertThatThrownBy(() -> ModelBuild.published(folder, weights).run(Progress.none()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--labels FILE");
        assertThatThrownBy(() -> build(weights, List.of("cat", "dog")).run(Progress.none()))
                .isInstanceOf(ModelException.class)
                .hasMessage("labels: the network has 3 classes, there are 2");

        Model model = build(weights, List.of("cat", "dog", "bird")).run(Progress.none());

        assertThat(ModelFolder.open(folder.resolve("pets"))).isEqualTo(model);
        assertThat(model.golden()).hasSize(3);
        assertThat(model.golden().get(0).scores()).hasSize(3);
        InferSettings once = new InferSettings("cpu", 1, 1, 1, true, 1, 1, WarmUp.ALL, null);
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
        return new Model(
                model.folder(),
                model.name(),
                model.version(),
                model.sha256(),
                model.labels(),
                model.preprocessing(),
                model.signature(),
                model.classifier(),
                model.features(),
                model.configProto(),
                golden);
    }

    private ModelBuild build(Path weights, List<String> labels) {
        return new ModelBuild(
                folder,
                weights,
                Optional.of("pets"),
                "1",
                Optional.of(labels),
                choices,
                Optional.empty(),
                false);
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
