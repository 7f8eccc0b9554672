package io.inceptionstreams.network;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * TensorFlow operations, written into a {@link GraphDef} one call each. Everything is float32, batch x height x width x
 * channels, unless said otherwise. Every method gives the name of the node it wrote.
 */
final class GraphWriter {

    /** The graph version of TensorFlow 2.16, the oldest that this was run with. */
    private static final int PRODUCER = 1645;

    private final GraphDef.Builder graph =
            GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(PRODUCER));

    GraphDef graph() {
        return graph.build();
    }

    String placeholder(String name, DataType type, TensorShapeProto shape) {
        return node(name, "Placeholder")
                .putAttr("dtype", type(type))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .getName();
    }

    String toFloat(String name, DataType from, String input) {
        return node(name, "Cast", input)
                .putAttr("SrcT", type(from))
                .putAttr("DstT", type(DataType.DT_FLOAT))
                .putAttr("Truncate", AttrValue.newBuilder().setB(false).build())
                .getName();
    }

    String constant(String name, float[] values, List<Integer> shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(shape(shape))
                        .setTensorContent(ByteString.copyFrom(bytes)));
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

    /** An operation of float tensors with nothing more to say. */
    String floats(String name, String op, String... inputs) {
        return node(name, op, inputs).putAttr("T", type(DataType.DT_FLOAT)).getName();
    }

    String biasAdd(String name, String input, String bias) {
        return node(name, "BiasAdd", input, bias)
                .putAttr("T", type(DataType.DT_FLOAT))
                .putAttr("data_format", text("NHWC"))
                .getName();
    }

    String convolution(String name, String input, String kernel, Window window) {
        return node(name, "Conv2D", input, kernel)
                .putAttr("T", type(DataType.DT_FLOAT))
                .putAttr("strides", ints(1, window.stride(), window.stride(), 1))
                .putAttr("padding", text(window.padding().name()))
                .putAttr("data_format", text("NHWC"))
                .getName();
    }

    /** {@code MaxPool} or {@code AvgPool}. */
    String pool(String name, String op, String input, Window window) {
        return node(name, op, input)
                .putAttr("T", type(DataType.DT_FLOAT))
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
        return node(name, "Pad", input, widths)
                .putAttr("T", type(DataType.DT_FLOAT))
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
        return node(name, "ConcatV2", inputs.toArray(String[]::new))
                .addInput(axis)
                .putAttr("T", type(DataType.DT_FLOAT))
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("N", AttrValue.newBuilder().setI(inputs.size()).build())
                .getName();
    }

    /** The mean over height and width: batch x channels. */
    String globalAverage(String name, String input) {
        return node(name, "Mean", input, constant(name + "/axes", 1, 2))
                .putAttr("T", type(DataType.DT_FLOAT))
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
