package io.inceptionstreams.infer;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Finds in a graph's signatures what is to be fetched, and refuses what has another type or shape. */
final class Signatures {

    private Signatures() {}

    static TensorInfo input(MetaGraphDef graph, OutputSpec fetch, long[] image) throws ClassifierException {
        SignatureDef signature = signature(graph, fetch);
        TensorInfo in = tensor(fetch.asked(), "input", fetch.input(), signature.getInputsMap());
        check(
                fetch.asked() + "the model's input " + fetch.input(),
                in,
                DataType.DT_UINT8,
                -1,
                image[0],
                image[1],
                image[2]);
        return in;
    }

    static TensorInfo output(MetaGraphDef graph, OutputSpec fetch) throws ClassifierException {
        SignatureDef signature = signature(graph, fetch);
        TensorInfo out = tensor(fetch.asked(), "output", fetch.output(), signature.getOutputsMap());
        check(fetch.asked() + "the model's output " + fetch.output(), out, DataType.DT_FLOAT, -1, fetch.size());
        return out;
    }

    private static SignatureDef signature(MetaGraphDef graph, OutputSpec fetch) throws ClassifierException {
        SignatureDef signature = graph.getSignatureDefMap().get(fetch.signature());
        if (signature == null) {
            throw new ClassifierException(fetch.asked() + "the model has no signature " + fetch.signature() + " but "
                    + sorted(graph.getSignatureDefMap()));
        }
        return signature;
    }

    private static TensorInfo tensor(String asked, String role, String name, Map<String, TensorInfo> tensors)
            throws ClassifierException {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new ClassifierException(
                    asked + "the model's signature has no " + role + " " + name + " but " + sorted(tensors));
        }
        return tensor;
    }

    /** The names in a map of a graph, which TensorFlow writes in no order of its own. */
    private static SortedSet<String> sorted(Map<String, ?> named) {
        return new TreeSet<>(named.keySet());
    }

    /** A size of -1 is open. */
    private static void check(String what, TensorInfo tensor, DataType type, long... shape) throws ClassifierException {
        TensorShapeProto given = tensor.getTensorShape();
        boolean fits = tensor.getDtype() == type && (given.getUnknownRank() || given.getDimCount() == shape.length);
        for (int i = 0; fits && i < given.getDimCount(); i++) {
            long size = given.getDim(i).getSize();
            fits = size == shape[i] || size == -1;
        }
        if (!fits) {
            throw new ClassifierException(what + " is " + tensor.getDtype() + " "
                    + given.getDimList().stream()
                            .map(TensorShapeProto.Dim::getSize)
                            .toList()
                    + ", not " + type + " " + Arrays.toString(shape));
        }
    }
}
