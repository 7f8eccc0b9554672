package io.inceptionstreams.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A SavedModel with another head: all that its features need is kept, one dense layer with softmax comes behind. */
public final class HeadGraft {

    private static final String LAYER = "trained_head";

    private HeadGraft() {}

    /**
     * @param saved a {@code saved_model.pb} whose weights are constants
     * @param signature where the features are found, under the name {@code output}
     * @param kernel features x classes
     * @param bias a value a class
     * @throws IllegalArgumentException when there are variables, or no such features
     */
    public static void write(
            Path saved, String signature, String output, float[] kernel, float[] bias, OutputStream out)
            throws IOException {
        MetaGraphDef meta;
        try (InputStream in = Files.newInputStream(saved)) {
            meta = SavedModel.parseFrom(in).getMetaGraphs(0);
        }
        SignatureDef old = meta.getSignatureDefMap().getOrDefault(signature, SignatureDef.getDefaultInstance());
        TensorInfo features = old.getOutputsMap().get(output);
        if (features == null || old.getInputsCount() != 1) {
            throw new IllegalArgumentException(
                    saved + ": signature " + signature + " needs one input and the output " + output);
        }
        GraphWriter head = new GraphWriter();
        String matrix = head.constant(LAYER + "/kernel", kernel, List.of(kernel.length / bias.length, bias.length));
        String vector = head.constant(LAYER + "/bias", bias, List.of(bias.length));
        String product = head.plain(LAYER + "/product", "MatMul", features.getName(), matrix);
        String logits = head.biasAdd(LAYER + "/logits", product, vector);
        String softmax = head.plain(LAYER + "/softmax", "Softmax", logits);

        List<Integer> classes = List.of(-1, bias.length);
        TensorInfo probabilities = SavedModelExport.info(softmax, DataType.DT_FLOAT, classes);
        SignatureDef.Builder answers = old.toBuilder().clearOutputs();
        answers.putOutputs(InceptionV3.PROBABILITIES, probabilities);
        SignatureDef.Builder all = answers.clone();
        all.putOutputs(InceptionV3.FEATURES, features);
        all.putOutputs(InceptionV3.LOGITS, SavedModelExport.info(logits, DataType.DT_FLOAT, classes));
        SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setMetaInfoDef(meta.getMetaInfoDef())
                        .setGraphDef(meta.getGraphDef().toBuilder()
                                .clearNode()
                                .addAllNode(needed(saved, meta.getGraphDef(), features.getName()))
                                .addAllNode(head.graph().getNodeList()))
                        .putSignatureDef(SavedModelExport.ANSWERS, answers.build())
                        .putSignatureDef(SavedModelExport.ALL, all.build()))
                .build()
                .writeTo(out);
    }

    /** What the features are computed from, in the order of the graph. */
    private static List<NodeDef> needed(Path saved, GraphDef graph, String features) {
        Map<String, NodeDef> nodes = new HashMap<>();
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(nodeOf(features)));
        while (!open.isEmpty()) {
            String name = open.pop();
            NodeDef node = nodes.get(name);
            if (node == null
                    || node.getOp().startsWith("VarHandle")
                    || node.getOp().startsWith("Variable")) {
                throw new IllegalArgumentException(
                        saved + ": " + name + " is a variable; a graph whose weights are constants is needed");
            }
            if (needed.add(name)) {
                node.getInputList().forEach(input -> open.push(nodeOf(input)));
            }
        }
        return graph.getNodeList().stream()
                .filter(node -> needed.contains(node.getName()))
                .toList();
    }

    /** {@code node:0} and {@code ^node} are references to a node. */
    private static String nodeOf(String reference) {
        String name = reference.startsWith("^") ? reference.substring(1) : reference;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
