package io.inceptionstreams.network;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * TensorFlow operations, written into a {@link GraphDef} one call each. Values are batch x height x width x channels.
 * An operation has the type of its first input, which is float32 unless it was written here as something else. Every
 * method gives the name of the node it wrote.
 */
final class GraphWriter {

    /** The graph version of TensorFlow 2.16, the oldest that this was run with. */
    private static final int PRODUCER = 1645;

    private final GraphDef.Builder graph =
            GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(PRODUCER));

    /** The types of the nodes that are not float32. */
    private final Map<String, DataType> types = new HashMap<>();

    GraphDef graph() {
        return graph.build();
    }

    String placeholder(String name, DataType type, TensorShapeProto shape) {
        types.put(name, type);
        return node(name, "Placeholder")
                .putAttr("dtype", type(type))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .getName();
    }

    /** Nothing where the input has that type already. */
    String cast(String name, DataType to, String input) {
        DataType from = typeOf(input);
        if (from == to) {
            return input;
        }
        types.put(name, to);
        return node(name, "Cast", input)
                .putAttr("SrcT", type(from))
                .putAttr("DstT", type(to))
                .putAttr("Truncate", bool(false))
                .getName();
    }

    /** float32. */
    String constant(String name, float[] values, List<Integer> shape) {
        return constant(name, DataType.DT_FLOAT, values, shape);
    }

    /** @param type float32 or half */
    String constant(String name, DataType type, float[] values, List<Integer> shape) {
        types.put(name, type);
        return constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(type)
                        .setTensorShape(shape(shape))
                        .setTensorContent(type == DataType.DT_HALF ? halves(name, values) : floats(values)));
    }

    private static ByteString floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return ByteString.copyFrom(bytes);
    }

    private static ByteString halves(String name, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (float value : values) {
                bytes.putShort(Half.of(value));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        return ByteString.copyFrom(bytes.flip());
    }

    /** A single float32. */
    String scalar(String name, float value) {
        return constant(name, new float[] {value}, List.of());
    }

    /** 8 bits, with a sign. */
    String constant(String name, byte[] values, List<Integer> shape) {
        types.put(name, DataType.DT_QINT8);
        return constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_QINT8)
                        .setTensorShape(shape(shape))
                        .setTensorContent(ByteString.copyFrom(values)));
    }

    /** int32. */
    String constant(String name, int... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(List.of(values.length)));
        for (int value : values) {
            tensor.addIntVal(value);
        }
        return constant(name, tensor);
    }

    private String constant(String name, TensorProto.Builder tensor) {
        return node(name, "Const")
                .putAttr("dtype", type(tensor.getDtype()))
                .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
                .getName();
    }

    /** An operation with nothing more to say than its type. */
    String plain(String name, String op, String... inputs) {
        return typed(name, op, inputs).getName();
    }

    String biasAdd(String name, String input, String bias) {
        return typed(name, "BiasAdd", input, bias)
                .putAttr("data_format", text("NHWC"))
                .getName();
    }

    /**
     * With bias and relu.
     *
     * @param type of the weights: float32 or half, as the input's
     */
    String convolution(
            Node.Convolution conv, DataType type, FoldedConvolution folded, List<Integer> kernelShape, String input) {
        String name = conv.name();
        String kernel = constant(name + "/kernel", type, folded.kernel(), kernelShape);
        String bias = constant(name + "/bias", type, folded.bias(), List.of(conv.filters()));
        String product = convolution(name + "/conv", input, kernel, conv.window());
        return plain(name, "Relu", biasAdd(name + "/biased", product, bias));
    }

    private String convolution(String name, String input, String kernel, Window window) {
        return typed(name, "Conv2D", input, kernel)
                .putAttr("strides", ints(1, window.stride(), window.stride(), 1))
                .putAttr("padding", text(window.padding().name()))
                .putAttr("data_format", text("NHWC"))
                .getName();
    }

    /** {@code MaxPool} or {@code AvgPool}. */
    String pool(String name, String op, String input, Window window) {
        return typed(name, op, input)
                .putAttr("ksize", ints(1, window.height(), window.width(), 1))
                .putAttr("strides", ints(1, window.stride(), window.stride(), 1))
                .putAttr("padding", text(window.padding().name()))
                .putAttr("data_format", text("NHWC"))
                .getName();
    }

    /**
     * A value in 8 bits: an operation's first output. The second and third are the numbers that its least and its
     * greatest value stand for.
     */
    record Quantized(String name, DataType type) {
        String min() {
            return name + ":1";
        }

        String max() {
            return name + ":2";
        }
    }

    /** Constants of a convolution in 8 bits: weights, what their ends stand for by channel out, and bias in float32. */
    record QuantizedKernel(String kernel, String min, String max, String bias) {}

    /** Without a sign: min is 0. */
    Quantized quantize(String name, String input, String min, String max) {
        DataType type = DataType.DT_QUINT8;
        node(name, "QuantizeV2", input, min, max)
                .putAttr("T", type(type))
                .putAttr("mode", text("SCALED"))
                .putAttr("round_mode", text("HALF_TO_EVEN"))
                .putAttr("narrow_range", bool(false))
                .putAttr("axis", whole(-1));
        return new Quantized(name, type);
    }

    /** float32. */
    String dequantize(String name, Quantized input) {
        return node(name, "Dequantize", input.name(), input.min(), input.max())
                .putAttr("T", type(input.type()))
                .putAttr("mode", text("SCALED"))
                .putAttr("dtype", type(DataType.DT_FLOAT))
                .putAttr("narrow_range", bool(false))
                .putAttr("axis", whole(-1))
                .getName();
    }

    /** With bias and relu, and back to 8 bits without a sign, whose ends stand for {@code min} and {@code max}. */
    Quantized quantizedConvolution(
            String name, Quantized input, QuantizedKernel weights, String min, String max, Window window) {
        node(
                        name,
                        "QuantizedConv2DWithBiasAndReluAndRequantize",
                        input.name(),
                        weights.kernel(),
                        weights.bias(),
                        input.min(),
                        input.max(),
                        weights.min(),
                        weights.max(),
                        min,
                        max)
                .putAttr("Tinput", type(input.type()))
                .putAttr("Tfilter", type(DataType.DT_QINT8))
                .putAttr("Tbias", type(DataType.DT_FLOAT))
                .putAttr("out_type", type(DataType.DT_QUINT8))
                .putAttr("strides", ints(1, window.stride(), window.stride(), 1))
                .putAttr("padding", text(window.padding().name()))
                .putAttr("dilations", ints(1, 1, 1, 1))
                .putAttr("padding_list", ints());
        return new Quantized(name, DataType.DT_QUINT8);
    }

    /** {@code QuantizedMaxPool} or {@code QuantizedAvgPool}. */
    Quantized quantizedPool(String name, String op, Quantized input, Window window) {
        node(name, op, input.name(), input.min(), input.max())
                .putAttr("T", type(input.type()))
                .putAttr("ksize", ints(1, window.height(), window.width(), 1))
                .putAttr("strides", ints(1, window.stride(), window.stride(), 1))
                .putAttr("padding", text(window.padding().name()));
        return new Quantized(name, input.type());
    }

    /** Of inputs with one range. */
    Quantized quantizedConcat(String name, List<Quantized> inputs) {
        String axis = channelAxis(name);
        NodeDef.Builder concat = node(name, "QuantizedConcatV2");
        inputs.forEach(input -> concat.addInput(input.name()));
        concat.addInput(axis);
        inputs.forEach(input -> concat.addInput(input.min()));
        inputs.forEach(input -> concat.addInput(input.max()));
        concat.putAttr("N", whole(inputs.size()))
                .putAttr("T", type(inputs.get(0).type()))
                .putAttr("Tidx", type(DataType.DT_INT32));
        return new Quantized(name, inputs.get(0).type());
    }

    /** Each image's values in one row. */
    String rows(String name, String input, int size) {
        return typed(name, "Reshape", input, constant(name + "/shape", -1, size))
                .putAttr("Tshape", type(DataType.DT_INT32))
                .getName();
    }

    /** Zeros around the image, as many as a window of stride 1 needs to keep its size. */
    String zerosAround(String name, String input, Window window) {
        int rows = window.height() - 1;
        int columns = window.width() - 1;
        String widths = constantMatrix(
                name + "/widths", 0, 0, rows / 2, rows - rows / 2, columns / 2, columns - columns / 2, 0, 0);
        return typed(name, "Pad", input, widths)
                .putAttr("Tpaddings", type(DataType.DT_INT32))
                .getName();
    }

    private String constantMatrix(String name, int... beforeAndAfter) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_INT32)
                .setTensorShape(shape(List.of(beforeAndAfter.length / 2, 2)));
        for (int value : beforeAndAfter) {
            tensor.addIntVal(value);
        }
        return constant(name, tensor);
    }

    String concat(String name, List<String> inputs) {
        String axis = channelAxis(name);
        return typed(name, "ConcatV2", inputs.toArray(String[]::new))
                .addInput(axis)
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("N", whole(inputs.size()))
                .getName();
    }

    private String channelAxis(String concat) {
        return constant(
                concat + "/axis",
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT32)
                        .setTensorShape(shape(List.of()))
                        .addIntVal(3));
    }

    /** The mean over height and width: batch x channels. */
    String globalAverage(String name, String input) {
        return typed(name, "Mean", input, constant(name + "/axes", 1, 2))
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("keep_dims", bool(false))
                .getName();
    }

    /** A shape; -1 is a size that the caller chooses. */
    static TensorShapeProto shape(List<Integer> sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        sizes.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
        return shape.build();
    }

    private DataType typeOf(String node) {
        return types.getOrDefault(node, DataType.DT_FLOAT);
    }

    /** Of its first input's type, and so is its value. */
    private NodeDef.Builder typed(String name, String op, String... inputs) {
        DataType type = typeOf(inputs[0]);
        types.put(name, type);
        return node(name, op, inputs).putAttr("T", type(type));
    }

    private NodeDef.Builder node(String name, String op, String... inputs) {
        return graph.addNodeBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue bool(boolean value) {
        return AttrValue.newBuilder().setB(value).build();
    }

    private static AttrValue whole(long value) {
        return AttrValue.newBuilder().setI(value).build();
    }

    private static AttrValue text(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }

    private static AttrValue ints(int... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (int value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }
}
