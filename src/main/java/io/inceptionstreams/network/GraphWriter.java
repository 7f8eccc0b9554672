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
                .putAttr("Truncate", AttrValue.newBuilder().setB(false).build())
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

    String convolution(String name, String input, String kernel, Window window) {
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
        String axis = constant(
                name + "/axis",
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT32)
                        .setTensorShape(shape(List.of()))
                        .addIntVal(3));
        return typed(name, "ConcatV2", inputs.toArray(String[]::new))
                .addInput(axis)
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("N", AttrValue.newBuilder().setI(inputs.size()).build())
                .getName();
    }

    /** The mean over height and width: batch x channels. */
    String globalAverage(String name, String input) {
        return typed(name, "Mean", input, constant(name + "/axes", 1, 2))
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("keep_dims", AttrValue.newBuilder().setB(false).build())
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
