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
 */
public final class SavedModelExport {

    public static final String INPUT = "images";

    /** The signature with the probabilities alone. */
    public static final String ANSWERS = "serving_default";

    /** The signature with all outputs: features, logits, probabilities, and auxiliary where it was kept. */
    public static final String ALL = "all";

    private final Network network;
    private final Numerics numerics;
    private final Weights weights;
    private final Form form;
    private final GraphWriter graph = new GraphWriter();
    /** The graph's name of each node's value. */
    private final Map<String, String> values = new HashMap<>();

    private SavedModelExport(Network network, Numerics numerics, Weights weights, Form form) {
        this.network = network;
        this.numerics = numerics;
        this.weights = weights;
        this.form = form;
    }

    /** Reads each tensor once, in the network's order. Needs memory for the weights twice. */
    public static void write(Network network, Numerics numerics, Weights weights, Form form, OutputStream out)
            throws IOException {
        SavedModel model = new SavedModelExport(network, numerics, weights, form).model();
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
        network.nodes().forEach(node -> values.put(node.name(), write(node)));
        MetaGraphDef.Builder meta = MetaGraphDef.newBuilder()
                .setMetaInfoDef(
                        MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve").setTensorflowVersion("2.16.2"))
                .setGraphDef(graph.graph())
                .putSignatureDef(ALL, signature(network.outputs()));
        if (network.outputs().contains(InceptionV3.PROBABILITIES)) {
            meta.putSignatureDef(ANSWERS, signature(Set.of(InceptionV3.PROBABILITIES)));
        }
        return SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(meta)
                .build();
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
        return graph.cast("pixels/half", form.precision().type(), centred);
    }

    private String convolution(Node.Convolution conv, String input) {
        List<Tensor> tensors = network.tensorsOf(conv, numerics.gamma());
        FoldedConvolution folded = FoldedConvolution.of(tensors, weights, numerics.epsilon());
        String name = conv.name();
        DataType type = form.precision().type();
        String kernel = graph.constant(
                name + "/kernel", type, folded.kernel(), tensors.get(0).shape());
        String bias = graph.constant(name + "/bias", type, folded.bias(), List.of(conv.filters()));
        String product = graph.convolution(name + "/conv", input, kernel, conv.window());
        return graph.plain(name, "Relu", graph.biasAdd(name + "/biased", product, bias));
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
        if (numerics.borders() == Borders.EXCLUDED || window.padding() == Padding.VALID) {
            return graph.pool(pool.name(), "AvgPool", input, window);
        }
        String padded = graph.zerosAround(pool.name() + "/padded", input, window);
        Window inside = new Window(window.height(), window.width(), window.stride(), Padding.VALID);
        return graph.pool(pool.name(), "AvgPool", padded, inside);
    }

    private String find(String node) {
        String value = values.get(node);
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
