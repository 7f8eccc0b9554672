package io.inceptionstreams.infer;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A SavedModel in a TensorFlow session: uint8 pixels in, the float outputs that were asked for back, all from one run.
 * Not for two threads at once.
 *
 * <p>This uses the layer below DJL's {@code Model} and {@code Predictor}. Those compute and fetch every output of a
 * signature, copy the pixels twice more, and keep the parsed graph with all weights (89 MB) on the heap.
 */
final class GraphSession implements AutoCloseable {

    private static final String TAG = "serve";

    private final TF_Graph graph;
    private final TF_Session session;
    private final Pair<TF_Operation, Integer> input;
    private final TF_Operation[] outputs;
    private final int[] outputIndices;
    private final int[] sizes;
    private final long[] inputShape;

    private GraphSession(SavedModelBundle bundle, TensorInfo in, List<TensorInfo> outs, long[] image, int[] sizes) {
        this.graph = bundle.getGraph();
        this.session = bundle.getSession();
        this.input = JavacppUtils.getGraphOperationByName(graph, in.getName());
        this.outputs = new TF_Operation[sizes.length];
        this.outputIndices = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            Pair<TF_Operation, Integer> out =
                    JavacppUtils.getGraphOperationByName(graph, outs.get(i).getName());
            outputs[i] = out.getKey();
            outputIndices[i] = out.getValue();
        }
        this.inputShape = new long[] {0, image[0], image[1], image[2]};
        this.sizes = sizes;
    }

    /**
     * Loads the model.
     *
     * @param image height, width, channels
     * @param wanted the outputs, one or more, that every run gives
     * @throws ClassifierException when it does not load, or takes or gives something else
     */
    static GraphSession load(Path folder, List<OutputSpec> wanted, long[] image, ConfigProto config)
            throws ClassifierException {
        try {
            SavedModelBundle bundle =
                    JavacppUtils.loadSavedModelBundle(folder.toString(), new String[] {TAG}, config, null);
            try {
                MetaGraphDef graph = bundle.getMetaGraphDef();
                TensorInfo in = Signatures.input(graph, wanted.get(0), image);
                List<TensorInfo> outs = new ArrayList<>();
                for (OutputSpec fetch : wanted) {
                    if (!Signatures.input(graph, fetch, image).getName().equals(in.getName())) {
                        throw new ClassifierException(fetch.asked() + "signature " + fetch.signature()
                                + " reads other pixels than " + wanted.get(0).signature());
                    }
                    outs.add(Signatures.output(graph, fetch));
                }
                int[] sizes = wanted.stream().mapToInt(OutputSpec::size).toArray();
                return new GraphSession(bundle, in, outs, image, sizes);
            } catch (ClassifierException | RuntimeException e) {
                bundle.close();
                throw e;
            }
        } catch (RuntimeException e) {
            throw Failures.of("the model in " + folder + " does not load", e);
        }
    }

    /**
     * Runs the model.
     *
     * @param pixels of all images, one after the other, as long as they are; aligned to 64 bytes, or TensorFlow copies
     *     them. Only read, and not after the call.
     * @param count images
     * @return for each output, in the order in which they were asked for, an array for each image
     */
    float[][][] run(Pointer pixels, int count) throws ClassifierException {
        long[] shape = inputShape.clone();
        shape[0] = count;
        TF_Tensor[] answers = {};
        try (TF_Tensor images = TF_Tensor.newTensor(DataType.DT_UINT8_VALUE, shape, pixels)) {
            answers = JavacppUtils.runSession(
                    session,
                    null,
                    new TF_Tensor[] {images},
                    new TF_Operation[] {input.getKey()},
                    new int[] {input.getValue()},
                    outputs,
                    outputIndices,
                    new TF_Operation[0]);
            float[][][] rows = new float[answers.length][][];
            for (int i = 0; i < answers.length; i++) {
                rows[i] = rows(answers[i], count, sizes[i]);
            }
            return rows;
        } catch (RuntimeException e) {
            throw Failures.of("the model failed on " + count + " image(s)", e);
        } finally {
            for (TF_Tensor answer : answers) {
                answer.close();
            }
        }
    }

    private static float[][] rows(TF_Tensor answer, int count, int size) throws ClassifierException {
        int dimensions = tensorflow.TF_NumDims(answer);
        if (dimensions != 2
                || tensorflow.TF_Dim(answer, 0) != count
                || tensorflow.TF_Dim(answer, 1) != size
                || tensorflow.TF_TensorByteSize(answer) != 4L * count * size) {
            long[] shape = new long[Math.max(0, dimensions)];
            Arrays.setAll(shape, i -> tensorflow.TF_Dim(answer, i));
            throw new ClassifierException("the model answered " + Arrays.toString(shape) + " numbers for " + count
                    + " image(s), each of which must have " + size);
        }
        FloatBuffer numbers = tensorflow.TF_TensorData(answer)
                .capacity(4L * count * size)
                .asByteBuffer()
                .asFloatBuffer();
        float[][] rows = new float[count][size];
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
