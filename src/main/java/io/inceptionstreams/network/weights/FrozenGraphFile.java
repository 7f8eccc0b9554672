package io.inceptionstreams.network.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * A frozen TensorFlow graph: the variables became constants, which an {@code Identity} of the same name and {@code
 * /read} reads. Other constants are part of the computation (axes, shapes, the factor 1 of a normalisation that has
 * none) and no weights. Held in memory. Only the weights are taken: the graph itself is never run.
 */
final class FrozenGraphFile implements WeightFile {

    /** Where an optimiser removed the identities, the last part of the name tells a variable. */
    private static final Pattern VARIABLE =
            Pattern.compile("InceptionV3/.*/(weights|biases|BatchNorm/(beta|gamma|moving_mean|moving_variance))");

    private final String name;
    private final Map<String, TensorProto> constants;

    private FrozenGraphFile(String name, Map<String, TensorProto> constants) {
        this.name = name;
        this.constants = constants;
    }

    static FrozenGraphFile open(Path path) throws IOException, WeightsException {
        GraphDef graph;
        try (InputStream in = Files.newInputStream(path)) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            graph = GraphDef.parseFrom(coded);
        } catch (InvalidProtocolBufferException e) {
            throw new WeightsException(path + ": not a frozen TensorFlow graph: " + e.getMessage(), e);
        }
        Set<String> read = graph.getNodeList().stream()
                .filter(node ->
                        node.getOp().equals("Identity") && node.getName().endsWith("/read"))
                .flatMap(node -> node.getInputList().stream())
                .collect(Collectors.toSet());
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        for (NodeDef node : graph.getNodeList()) {
            if (node.getOp().equals("Const")
                    && (read.contains(node.getName())
                            || VARIABLE.matcher(node.getName()).matches())) {
                AttrValue value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance());
                constants.put(node.getName(), value.getTensor());
            }
        }
        if (constants.isEmpty()) {
            throw new WeightsException(path + ": a TensorFlow graph of " + graph.getNodeCount()
                    + " nodes without weights; a frozen one is needed");
        }
        return new FrozenGraphFile(path.toString(), constants);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "frozen TensorFlow graph";
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        constants.forEach((constant, tensor) -> shapes.put(constant, shape(tensor)));
        return shapes;
    }

    private static List<Integer> shape(TensorProto tensor) {
        List<Integer> shape = new ArrayList<>();
        tensor.getTensorShape()
                .getDimList()
                .forEach(dim -> shape.add((int) Math.min(dim.getSize(), Integer.MAX_VALUE)));
        return shape;
    }

    @Override
    public float[] read(String tensor) throws WeightsException {
        TensorProto constant = constants.get(tensor);
        if (constant == null) {
            throw new IllegalArgumentException(name + " has no " + tensor);
        }
        if (constant.getDtype() != DataType.DT_FLOAT) {
            throw new WeightsException(name + ": " + tensor + " is " + constant.getDtype() + "; DT_FLOAT is read");
        }
        float[] values = new float[shape(constant).stream().reduce(1, Math::multiplyExact)];
        if (constant.getTensorContent().isEmpty()) {
            listed(constant, values);
            return values;
        }
        FloatBuffer content = constant.getTensorContent()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        if (content.remaining() != values.length) {
            throw new WeightsException(
                    name + ": " + tensor + " has " + content.remaining() + " numbers, needs " + values.length);
        }
        content.get(values);
        return values;
    }

    /** Numbers as a list; the last one stands for all that follow. */
    private static void listed(TensorProto constant, float[] values) {
        int count = Math.min(constant.getFloatValCount(), values.length);
        for (int i = 0; i < count; i++) {
            values[i] = constant.getFloatVal(i);
        }
        if (count > 0) {
            Arrays.fill(values, count, values.length, values[count - 1]);
        }
    }

    @Override
    public List<HeadLayer> dense() {
        return List.of();
    }
}
