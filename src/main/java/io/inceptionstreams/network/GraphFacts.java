package io.inceptionstreams.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * What a SavedModel's graph says without being run.
 *
 * @param signatures a line each, for people
 * @param parameters numbers in constants that convolutions, matrix products and biases read
 * @param halves how many of them are in half precision
 * @param multiplyAdds of one image through convolutions and matrix products that the served signature needs; 0 where a
 *     shape cannot be told, as in graphs with variables
 */
public record GraphFacts(List<String> signatures, int operations, long parameters, long halves, long multiplyAdds) {

    public GraphFacts {
        signatures = List.copyOf(signatures);
    }

    public static GraphFacts read(Path savedModel) throws IOException {
        MetaGraphDef graph;
        try (InputStream in = Files.newInputStream(savedModel)) {
            SavedModel model = SavedModel.parseFrom(in);
            graph = model.getMetaGraphsCount() == 0 ? MetaGraphDef.getDefaultInstance() : model.getMetaGraphs(0);
        }
        List<String> signatures = new ArrayList<>();
        new TreeMap<>(graph.getSignatureDefMap()).forEach((name, signature) -> signatures.add(line(name, signature)));
        GraphDef nodes = graph.getGraphDef();
        long parameters = 0;
        long halves = 0;
        for (NodeDef node : nodes.getNodeList()) {
            if (node.getOp().equals("Const") && node.getName().matches(".*/(kernel|bias)")) {
                TensorProto tensor = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                        .getTensor();
                parameters += size(tensor.getTensorShape());
                halves += tensor.getDtype() == DataType.DT_HALF ? size(tensor.getTensorShape()) : 0;
            }
        }
        return new GraphFacts(signatures, nodes.getNodeCount(), parameters, halves, multiplyAdds(nodes));
    }

    private static String line(String name, SignatureDef signature) {
        return name + ": " + tensors(signature.getInputsMap()) + " -> " + tensors(signature.getOutputsMap());
    }

    private static String tensors(Map<String, TensorInfo> tensors) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(tensors)
                .forEach((name, tensor) -> texts.add(
                        name + " " + tensor.getDtype().name().substring(3).toLowerCase(java.util.Locale.ROOT)
                                + tensor.getTensorShape().getDimList().stream()
                                        .map(dim -> dim.getSize() < 0 ? "n" : String.valueOf(dim.getSize()))
                                        .toList()));
        return String.join(", ", texts);
    }

    private static long size(TensorShapeProto shape) {
        return shape.getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .reduce(1, Math::multiplyExact);
    }

    /** By our own table: a graph with as many convolutions, and their kernels, is that network; no other is counted. */
    private static long multiplyAdds(GraphDef graph) {
        Network network = InceptionV3.assemble(List.of(1)).keeping(List.of(InceptionV3.FEATURES));
        Map<String, Shape> places = new HashMap<>();
        for (Node node : network.nodes()) {
            if (node instanceof Node.Convolution) {
                places.put(node.name() + "/kernel", network.shape(node.name()));
            }
        }
        long sum = 0;
        for (NodeDef node : graph.getNodeList()) {
            TensorShapeProto shape = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                    .getTensor()
                    .getTensorShape();
            Shape place = places.remove(node.getName());
            if (place != null) {
                sum += size(shape) * place.height() * place.width();
            } else if (node.getName().matches("(head\\..*|trained_head)/kernel")) {
                sum += size(shape);
            }
        }
        return places.isEmpty() ? sum : 0;
    }
}
