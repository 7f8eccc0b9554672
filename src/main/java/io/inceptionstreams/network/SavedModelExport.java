package io.inceptionstreams.network;

import com.google.protobuf.CodedOutputStream;
import io.inceptionstreams.network.Form.Scoring;
import io.inceptionstreams.network.Numerics.Borders;
import io.inceptionstreams.network.Window.Padding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Writes a network and its weights as one {@code saved_model.pb}: weights are constants, batch normalisation is folded
 * into them, and pixels are cast and scaled inside the graph, so that no caller can do it wrongly. The same network and
 * weights give the same bytes.
 *
 * <p>Input {@value #INPUT}: uint8, batch x 299 x 299 x 3, RGB. Two signatures, because DJL fetches every output of the
 * signature it was given: {@value #ANSWERS} has the probabilities alone; {@value #ALL} has every output that the
 * network kept. A network that ends at its features has the second alone.
 *
 * <p>In half precision, convolutions and pools are {@code DT_HALF}, their weights too; pixels are scaled before and the
 * features averaged behind in float32, so that every output is float32 and the head loses nothing. Rejected: half to
 * the end, which saves a thousandth of the work.
 *
 * <p>In 8 bits ({@link QuantizedBody}), the last concat and what is behind it are float32.
 */
public final class SavedModelExport {

    public static final String INPUT = "images";

    /** The signature with the probabilities alone. */
    public static final String ANSWERS = "serving_default";

    /** The signature with what calibration looks at. */
    public static final String OBSERVED = "observed";

    /** Behind a convolution's name. */
    public static final String INPUT_MEANS = "/input_means";

    /** The signature with all outputs: features, logits, probabilities, and auxiliary where it was kept. */
    public static final String ALL = "all";

    private final Network network;
    private final Numerics numerics;
    private final Weights weights;
    private final Form form;
    private final @Nullable QuantizedBody body;
    private final GraphWriter graph = new GraphWriter();
    /** The graph's name of each node's value. */
    private final Map<String, String> values = new HashMap<>();

    private SavedModelExport(
            Network network, Numerics numerics, Weights weights, Form form, @Nullable Quantization quantization) {
        this.network = network;
        this.numerics = numerics;
        this.weights = weights;
        this.form = form;
        this.body =
                quantization == null ? null : new QuantizedBody(network, numerics, quantization, graph, this::folded);
    }

    /** Reads each tensor once, in the network's order. Needs memory for the weights twice. */
    public static void write(Network network, Numerics numerics, Weights weights, Form form, OutputStream out)
            throws IOException {
        if (form.precision() == Form.Precision.INT8) {
            throw new IllegalArgumentException("a network in 8 bits needs ranges");
        }
        write(new SavedModelExport(network, numerics, weights, form, null).model(), out);
    }

    /** The same, in 8 bits. */
    public static void write(
            Network network, Numerics numerics, Weights weights, Form form, Quantization quantization, OutputStream out)
            throws IOException {
        write(new SavedModelExport(network, numerics, weights, form, quantization).model(), out);
    }

    /**
     * In float32, with a signature {@value #OBSERVED} that has, for each convolution, an image's activations as one row
     * under its name, and under its name and {@value #INPUT_MEANS} the mean of each channel that it reads.
     */
    public static void writeObserved(Network network, Numerics numerics, Weights weights, Form form, OutputStream out)
            throws IOException {
        SavedModelExport export = new SavedModelExport(network, numerics, weights, form, null);
        MetaGraphDef.Builder meta = export.meta();
        SignatureDef.Builder observed = export.signature(Set.of()).toBuilder();
        for (Node node : network.nodes()) {
            if (node instanceof Node.Convolution conv) {
                String name = conv.name();
                int size = observedSize(network, name);
                String rows = export.graph.rows(name + "/row", export.find(name), size);
                observed.putOutputs(name, info(rows, DataType.DT_FLOAT, List.of(-1, size)));
                String means = export.graph.globalAverage(name + INPUT_MEANS, export.find(conv.input()));
                observed.putOutputs(
                        name + INPUT_MEANS, info(means, DataType.DT_FLOAT, List.of(-1, inputChannels(network, name))));
            }
        }
        meta.setGraphDef(export.graph.graph()).putSignatureDef(OBSERVED, observed.build());
        write(saved(meta), out);
    }

    /** How many activations a convolution has for an image. */
    public static int observedSize(Network network, String convolution) {
        Shape shape = network.shape(convolution);
        return shape.height() * shape.width() * shape.channels();
    }

    /** How many channels a convolution reads. */
    public static int inputChannels(Network network, String convolution) {
        return network.nodes().stream()
                .filter(node -> node.name().equals(convolution))
                .mapToInt(node -> network.shape(node.inputs().get(0)).channels())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no " + convolution));
    }

    private static void write(SavedModel model, OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.useDeterministicSerialization();
        model.writeTo(coded);
        coded.flush();
    }

    /** The same, in the usual form. */
    public static void write(Network network, Numerics numerics, Weights weights, OutputStream out) throws IOException {
        write(network, numerics, weights, Form.USUAL, out);
    }

    private SavedModel model() {
        return saved(meta());
    }

    private static SavedModel saved(MetaGraphDef.Builder meta) {
        return SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(meta)
                .build();
    }

    private MetaGraphDef.Builder meta() {
        for (Node node : network.nodes()) {
            if (body == null || !in8Bits(node, body)) {
                values.put(node.name(), write(node));
            }
        }
        MetaGraphDef.Builder meta = MetaGraphDef.newBuilder()
                .setMetaInfoDef(
                        MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve").setTensorflowVersion("2.16.2"))
                .setGraphDef(graph.graph())
                .putSignatureDef(ALL, signature(network.outputs()));
        if (network.outputs().contains(InceptionV3.PROBABILITIES)) {
            meta.putSignatureDef(ANSWERS, signature(Set.of(InceptionV3.PROBABILITIES)));
        }
        return meta;
    }

    private SignatureDef signature(Collection<String> outputs) {
        SignatureDef.Builder signature = SignatureDef.newBuilder()
                .setMethodName("tensorflow/serving/predict")
                .putInputs(INPUT, info(INPUT, DataType.DT_UINT8, batchOf(network.shape(INPUT))));
        for (String output : outputs) {
            String node = network.node(output);
            int units = network.shape(node).channels();
            signature.putOutputs(output, info(find(node), DataType.DT_FLOAT, List.of(-1, units)));
        }
        return signature.build();
    }

    static TensorInfo info(String node, DataType type, List<Integer> shape) {
        return TensorInfo.newBuilder()
                .setName(node + ":0")
                .setDtype(type)
                .setTensorShape(GraphWriter.shape(shape))
                .build();
    }

    private static List<Integer> batchOf(Shape image) {
        return List.of(-1, image.height(), image.width(), image.channels());
    }

    /** Writes one node as one or more operations and gives the name of the value. */
    private String write(Node node) {
        String name = node.name();
        if (node instanceof Node.Image image) {
            return image(image);
        }
        List<String> inputs = node.inputs().stream().map(this::find).toList();
        String input = inputs.get(0);
        if (node instanceof Node.Convolution conv) {
            return convolution(conv, input);
        } else if (node instanceof Node.Dense dense) {
            return dense(dense, input);
        } else if (node instanceof Node.MaxPool pool) {
            return graph.pool(name, "MaxPool", input, pool.window());
        } else if (node instanceof Node.AveragePool pool) {
            return averagePool(pool, input);
        } else if (node instanceof Node.Concat) {
            return graph.concat(name, inputs);
        } else if (node instanceof Node.GlobalAverage) {
            return graph.globalAverage(name, graph.cast(name + "/float", DataType.DT_FLOAT, input));
        } else {
            return scores(name, input);
        }
    }

    /** Whether the node is one of those. */
    private boolean in8Bits(Node node, QuantizedBody small) {
        if (node instanceof Node.Convolution conv) {
            small.convolution(conv, kernelShape(conv));
        } else if (node instanceof Node.MaxPool pool) {
            small.maxPool(pool);
        } else if (node instanceof Node.AveragePool pool) {
            if (isPadded(pool)) {
                small.floats(pool.name(), averagePool(pool, small.asFloat(pool.input())));
            } else {
                small.averagePool(pool);
            }
        } else if (node instanceof Node.Concat concat) {
            small.concat(concat);
        } else {
            return false;
        }
        return true;
    }

    private String scores(String name, String logits) {
        return form.scoring() == Scoring.SOFTMAX
                ? graph.plain(name, "Softmax", logits)
                : graph.plain(name.replace("softmax", "sigmoid"), "Sigmoid", logits);
    }

    private String image(Node.Image image) {
        String pixels = graph.placeholder(image.name(), DataType.DT_UINT8, GraphWriter.shape(batchOf(image.shape())));
        String cast = graph.cast("pixels/float", DataType.DT_FLOAT, pixels);
        List<Integer> shape = List.of(numerics.scale().size());
        String scale = graph.constant("pixels/scale", array(numerics.scale()), shape);
        String offset = graph.constant("pixels/offset", array(numerics.offset()), shape);
        String scaled = graph.plain("pixels/scaled", "Mul", cast, scale);
        String centred = graph.plain("pixels/centred", "AddV2", scaled, offset);
        if (body != null) {
            body.image(image.name(), cast, centred);
        }
        return graph.cast("pixels/half", form.precision().type(), centred);
    }

    private FoldedConvolution folded(Node.Convolution conv) {
        return FoldedConvolution.of(network.tensorsOf(conv, numerics.gamma()), weights, numerics.epsilon());
    }

    private List<Integer> kernelShape(Node.Convolution conv) {
        return network.tensorsOf(conv, numerics.gamma()).get(0).shape();
    }

    private String convolution(Node.Convolution conv, String input) {
        return graph.convolution(conv, form.precision().type(), folded(conv), kernelShape(conv), input);
    }

    private String dense(Node.Dense dense, String input) {
        String name = dense.name();
        List<String> constants = network.tensorsOf(dense, numerics.gamma()).stream()
                .map(tensor -> graph.constant(tensor.toString(), weights.values(tensor), tensor.shape()))
                .toList();
        String product = graph.plain(name + "/product", "MatMul", input, constants.get(0));
        return dense.relu()
                ? graph.plain(name, "Relu", graph.biasAdd(name + "/biased", product, constants.get(1)))
                : graph.biasAdd(name, product, constants.get(1));
    }

    /** TensorFlow never counts what lies outside; where a family does, the zeros are made part of the image. */
    private String averagePool(Node.AveragePool pool, String input) {
        Window window = pool.window();
        if (!isPadded(pool)) {
            return graph.pool(pool.name(), "AvgPool", input, window);
        }
        String padded = graph.zerosAround(pool.name() + "/padded", input, window);
        Window inside = new Window(window.height(), window.width(), window.stride(), Padding.VALID);
        return graph.pool(pool.name(), "AvgPool", padded, inside);
    }

    private boolean isPadded(Node.AveragePool pool) {
        return numerics.borders() == Borders.COUNTED && pool.window().padding() == Padding.SAME;
    }

    private String find(String node) {
        String value = values.get(node);
        if (value == null && body != null) {
            return body.asFloat(node);
        }
        if (value == null) {
            throw new IllegalStateException(node + " is read before it is written");
        }
        return value;
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
