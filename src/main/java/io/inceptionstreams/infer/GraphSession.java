package io.inceptionstreams.infer;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import ai.djl.util.Pair;
import io.inceptionstreams.model.Model;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A SavedModel in a TensorFlow session: uint8 pixels in, one float output of the signature back. Not for two threads at
 * once.
 *
 * <p>This uses the layer below DJL's {@code Model} and {@code Predictor}. Those compute and fetch every output of a
 * signature, copy the pixels twice more, and keep the parsed graph with all weights (89 MB) on the heap.
 */
final class GraphSession implements AutoCloseable {

    private static final String TAG = "serve";

    private final TF_Graph graph;
    private final TF_Session session;
    private final Pair<TF_Operation, Integer> input;
    private final Pair<TF_Operation, Integer> output;
    private final long[] inputShape;
    private final int classes;

    private GraphSession(TF_Graph graph, TF_Session session, TensorInfo in, TensorInfo out, long[] image, int classes) {
        this.graph = graph;
        this.session = session;
        this.input = JavacppUtils.getGraphOperationByName(graph, in.getName());
        this.output = JavacppUtils.getGraphOperationByName(graph, out.getName());
        this.inputShape = new long[] {0, image[0], image[1], image[2]};
        this.classes = classes;
    }

    /**
     * Loads the model.
     *
     * @param image height, width, channels
     * @param classes how many numbers the output must have for each image
     * @throws ClassifierException when it does not load, or takes or gives something else
     */
    static GraphSession load(Path folder, Model.Signature names, long[] image, int classes, ConfigProto config)
            throws ClassifierException {
        try {
            SavedModelBundle bundle =
                    JavacppUtils.loadSavedModelBundle(folder.toString(), new String[] {TAG}, config, null);
            try {
                SignatureDef signature = signature(bundle.getMetaGraphDef(), names.name());
                TensorInfo in = tensor("input", names.input(), signature.getInputsMap());
                TensorInfo out = tensor("output", names.probabilities(), signature.getOutputsMap());
                check("input " + names.input(), in, DataType.DT_UINT8, -1, image[0], image[1], image[2]);
                check("output " + names.probabilities(), out, DataType.DT_FLOAT, -1, classes);
                return new GraphSession(bundle.getGraph(), bundle.getSession(), in, out, image, classes);
            } catch (ClassifierException | RuntimeException e) {
                bundle.close();
                throw e;
            }
        } catch (RuntimeException e) {
            throw Failures.of("the model in " + folder + " does not load", e);
        }
    }

    private static SignatureDef signature(MetaGraphDef graph, String name) throws ClassifierException {
        SignatureDef signature = graph.getSignatureDefMap().get(name);
        if (signature == null) {
            throw new ClassifierException("the model has no signature " + name + " but "
                    + graph.getSignatureDefMap().keySet());
        }
        return signature;
    }

    private static TensorInfo tensor(String role, String name, Map<String, TensorInfo> tensors)
            throws ClassifierException {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new ClassifierException(
                    "the model's signature has no " + role + " " + name + " but " + tensors.keySet());
        }
        return tensor;
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
            throw new ClassifierException("the model's " + what + " is " + tensor.getDtype() + " "
                    + given.getDimList().stream()
                            .map(TensorShapeProto.Dim::getSize)
                            .toList()
                    + ", not " + type + " " + Arrays.toString(shape));
        }
    }

    /**
     * Runs the model.
     *
     * @param pixels of all images, one after the other, as long as they are; aligned to 64 bytes, or TensorFlow copies
     *     them. Only read, and not after the call.
     * @param count images
     * @return an array for each image
     */
    float[][] run(Pointer pixels, int count) throws ClassifierException {
        inputShape[0] = count;
        try (TF_Tensor images = TF_Tensor.newTensor(DataType.DT_UINT8_VALUE, inputShape, pixels);
                TF_Tensor answer = JavacppUtils.runSession(
                        session,
                        null,
                        new TF_Tensor[] {images},
                        new TF_Operation[] {input.getKey()},
                        new int[] {input.getValue()},
                        new TF_Operation[] {output.getKey()},
                        new int[] {output.getValue()},
                        new TF_Operation[0])[0]) {
            return rows(answer, count);
        } catch (RuntimeException e) {
            throw Failures.of("the model failed on " + count + " image(s)", e);
        }
    }

    private float[][] rows(TF_Tensor answer, int count) throws ClassifierException {
        int dimensions = tensorflow.TF_NumDims(answer);
        if (dimensions != 2
                || tensorflow.TF_Dim(answer, 0) != count
                || tensorflow.TF_Dim(answer, 1) != classes
                || tensorflow.TF_TensorByteSize(answer) != 4L * count * classes) {
            long[] shape = new long[Math.max(0, dimensions)];
            Arrays.setAll(shape, i -> tensorflow.TF_Dim(answer, i));
            throw new ClassifierException("the model answered " + Arrays.toString(shape) + " numbers for " + count
                    + " image(s) with " + classes + " labels");
        }
        FloatBuffer numbers = tensorflow.TF_TensorData(answer)
                .capacity(4L * count * classes)
                .asByteBuffer()
                .asFloatBuffer();
        float[][] rows = new float[count][classes];
        for (float[] row : rows) {
            numbers.get(row);
        }
        return rows;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
