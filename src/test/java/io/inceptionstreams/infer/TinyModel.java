package io.inceptionstreams.infer;

import com.google.protobuf.ByteString;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A SavedModel in a few nodes: 4x4 RGB pixels, three classes, {@code softmax(pixels x weights)}. The weights of class c
 * are c/1000 for every pixel, so that a brighter image is more of the later classes.
 */
final class TinyModel {

    static final int PIXELS = 4 * 4 * 3;
    static final int CLASSES = 3;

    /** Ways in which it differs. */
    enum Twist {
        NONE,
        /** Gives the sums, not their softmax. */
        NO_SOFTMAX,
        /** Fails on an image whose brightness adds up to 0: it divides by that. */
        FAILS_ON_BLACK,
        /** Wants 4 PB for each image after the first of a batch. */
        HUNGRY,
        /** Carries 32 MB of weights that are used for nothing much. */
        HEAVY
    }

    private final GraphDef.Builder graph = GraphDef.newBuilder();

    private TinyModel() {}

    static Model create(Path folder) throws IOException {
        return create(folder, Twist.NONE);
    }

    static Model create(Path folder, Twist twist) throws IOException {
        Files.write(
                folder.resolve("saved_model.pb"), new TinyModel().build(twist).toByteArray());
        return describe(folder, "dark", "grey", "bright");
    }

    static Model describe(Path folder, String... labels) {
        return described(
                folder,
                List.of(labels),
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, offering the sums as features; {@code size} is 3. */
    static Model offering(Model model, int size) {
        return described(
                model.folder(),
                model.labels(),
                model.signature(),
                Optional.of(new Metadata.Features("all", "features", size)),
                Optional.empty());
    }

    /** Another signature is called. */
    static Model calling(Model model, Model.Signature signature) {
        return described(model.folder(), model.labels(), signature, Optional.empty(), Optional.empty());
    }

    /** Of no folder: it is never loaded. */
    static Model configured(Optional<String> configProto) {
        return described(
                Path.of("nowhere"),
                List.of("cat", "dog"),
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.empty(),
                configProto);
    }

    private static Model described(
            Path folder,
            List<String> labels,
            Model.Signature signature,
            Optional<Metadata.Features> features,
            Optional<String> configProto) {
        return Model.draft(
                folder,
                new Metadata(
                        "tiny",
                        "1",
                        labels,
                        new Preprocessing(4, 4, Resize.STRETCH, Interpolation.AREA),
                        Metadata.Classifier.SOFTMAX,
                        signature,
                        features,
                        new Metadata.Origin("made by a test", "CC0-1.0", ""),
                        configProto,
                        Optional.empty(),
                        List.of()));
    }

    /** What the model must answer, computed here. */
    static double[] expected(ByteBuffer image) {
        double brightness = 0;
        for (int i = image.position(); i < image.limit(); i++) {
            brightness += image.get(i) & 0xff;
        }
        double[] exponentials = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            exponentials[c] = Math.exp(brightness * c / 1000);
            sum += exponentials[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            exponentials[c] /= sum;
        }
        return exponentials;
    }

    static ByteBuffer image(int brightness) {
        ByteBuffer image = ByteBuffer.allocate(PIXELS);
        for (int i = 0; i < PIXELS; i++) {
            image.put(i, (byte) brightness);
        }
        return image;
    }

    private SavedModel build(Twist twist) {
        node("images", "Placeholder").putAttr("dtype", type(DataType.DT_UINT8));
        node("float", "Cast", "images")
                .putAttr("SrcT", type(DataType.DT_UINT8))
                .putAttr("DstT", type(DataType.DT_FLOAT));
        constant("row", DataType.DT_INT32, ints(-1, PIXELS), 2);
        node("rows", "Reshape", "float", "row").putAttr("T", type(DataType.DT_FLOAT));
        constant("weights", DataType.DT_FLOAT, weights(), PIXELS, CLASSES);
        node("sums", "MatMul", "rows", "weights").putAttr("T", type(DataType.DT_FLOAT));
        // The output "logits" cannot be computed: whoever fetches it fails.
        constant("nan", DataType.DT_FLOAT, floats(Float.NaN));
        node("poisoned", "AddV2", "sums", "nan").putAttr("T", type(DataType.DT_FLOAT));
        node("logits", "CheckNumerics", "poisoned")
                .putAttr("T", type(DataType.DT_FLOAT))
                .putAttr("message", string("logits were fetched"));
        node("probabilities", "Softmax", twisted(twist)).putAttr("T", type(DataType.DT_FLOAT));

        SignatureDef signature = SignatureDef.newBuilder()
                .putInputs("images", tensor("images:0", DataType.DT_UINT8, -1, 4, 4, 3))
                .putOutputs("logits", tensor("logits:0", DataType.DT_FLOAT, -1, CLASSES))
                .putOutputs(
                        "probabilities",
                        tensor(
                                twist == Twist.NO_SOFTMAX ? "sums:0" : "probabilities:0",
                                DataType.DT_FLOAT,
                                -1,
                                CLASSES))
                .build();
        return SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                        .setGraphDef(graph)
                        .putSignatureDef("all", withFeatures(signature))
                        .putSignatureDef("serving_default", signature))
                .build();
    }

    private static SignatureDef withFeatures(SignatureDef signature) {
        return signature.toBuilder()
                .putOutputs("features", tensor("sums:0", DataType.DT_FLOAT, -1, CLASSES))
                .build();
    }

    private String twisted(Twist twist) {
        return switch (twist) {
            case NONE, NO_SOFTMAX -> "sums";
            case FAILS_ON_BLACK -> {
                constant("second", DataType.DT_INT32, ints(1), 1);
                constant("tiny", DataType.DT_FLOAT, floats(1e-30f));
                node("brightness", "Sum", "rows", "second")
                        .putAttr("T", type(DataType.DT_FLOAT))
                        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build());
                node("inverse", "Reciprocal", "brightness").putAttr("T", type(DataType.DT_FLOAT));
                node("checked", "CheckNumerics", "inverse")
                        .putAttr("T", type(DataType.DT_FLOAT))
                        .putAttr("message", string("a black image"));
                node("trace", "Mul", "checked", "tiny").putAttr("T", type(DataType.DT_FLOAT));
                node("traced", "AddV2", "sums", "trace").putAttr("T", type(DataType.DT_FLOAT));
                yield "traced";
            }
            case HUNGRY -> {
                constant("pixels", DataType.DT_INT64, longs(PIXELS));
                constant("one", DataType.DT_INT64, longs(1));
                constant("peta", DataType.DT_INT64, longs(1L << 50));
                constant("zero", DataType.DT_FLOAT, floats(0));
                constant("axes", DataType.DT_INT32, ints(0), 1);
                node("size", "Size", "images")
                        .putAttr("T", type(DataType.DT_UINT8))
                        .putAttr("out_type", type(DataType.DT_INT64));
                node("count", "FloorDiv", "size", "pixels").putAttr("T", type(DataType.DT_INT64));
                node("more", "Sub", "count", "one").putAttr("T", type(DataType.DT_INT64));
                node("wanted", "Mul", "more", "peta").putAttr("T", type(DataType.DT_INT64));
                node("shape", "Pack", "wanted")
                        .putAttr("N", AttrValue.newBuilder().setI(1).build())
                        .putAttr("T", type(DataType.DT_INT64));
                node("zeros", "Fill", "shape", "zero")
                        .putAttr("T", type(DataType.DT_FLOAT))
                        .putAttr("index_type", type(DataType.DT_INT64));
                node("total", "Sum", "zeros", "axes").putAttr("T", type(DataType.DT_FLOAT));
                node("fed", "AddV2", "sums", "total").putAttr("T", type(DataType.DT_FLOAT));
                yield "fed";
            }
            case HEAVY -> {
                constant("ballast", DataType.DT_FLOAT, ByteBuffer.allocate(32 << 20), 8 << 20);
                constant("from", DataType.DT_INT32, ints(0), 1);
                constant("few", DataType.DT_INT32, ints(1), 1);
                node("piece", "Slice", "ballast", "from", "few")
                        .putAttr("T", type(DataType.DT_FLOAT))
                        .putAttr("Index", type(DataType.DT_INT32));
                node("loaded", "AddV2", "sums", "piece").putAttr("T", type(DataType.DT_FLOAT));
                yield "loaded";
            }
        };
    }

    private NodeDef.Builder node(String name, String op, String... inputs) {
        return graph.addNodeBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }

    private void constant(String name, DataType type, ByteBuffer content, long... shape) {
        TensorProto value = TensorProto.newBuilder()
                .setDtype(type)
                .setTensorShape(shape(shape))
                .setTensorContent(ByteString.copyFrom(content))
                .build();
        node(name, "Const")
                .putAttr("dtype", type(type))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
    }

    private static ByteBuffer weights() {
        float[] weights = new float[PIXELS * CLASSES];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % CLASSES / 1000f;
        }
        return floats(weights);
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer longs(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue string(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }

    private static TensorInfo tensor(String name, DataType type, long... shape) {
        return TensorInfo.newBuilder()
                .setName(name)
                .setDtype(type)
                .setTensorShape(shape(shape))
                .build();
    }

    private static TensorShapeProto shape(long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long size : sizes) {
            shape.addDimBuilder().setSize(size);
        }
        return shape.build();
    }
}
