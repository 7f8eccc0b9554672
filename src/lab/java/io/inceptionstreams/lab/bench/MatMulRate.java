package io.inceptionstreams.lab.bench;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import ai.djl.util.Pair;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.PlainSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * How fast the same TensorFlow, with the same threads, multiplies large matrices: a ceiling that is measured,
 * for what a network of convolutions can reach on this machine. It is below what the cores' data sheet says.
 *
 * <p>For one thread.
 */
final class MatMulRate implements AutoCloseable {

    /** A side of the matrices: 16 MB each, far beyond the caches, as the libraries' own measurements use it. */
    private static final int SIDE = 2048;

    /** Products in a call, one after the other, so that the call itself weighs nothing. */
    private static final int CHAIN = 4;

    private static final double FLOP = 2.0 * SIDE * SIDE * SIDE * CHAIN;
    private static final int ALIGNMENT = 64;
    private static final int BYTES = SIDE * SIDE * Float.BYTES;
    private static final long[] SHAPE = {SIDE, SIDE};

    private final SavedModelBundle bundle;
    private final Pair<TF_Operation, Integer> input;
    private final Pair<TF_Operation, Integer> output;
    private final ByteBuffer matrix;

    private MatMulRate(SavedModelBundle bundle) {
        this.bundle = bundle;
        this.input = JavacppUtils.getGraphOperationByName(bundle.getGraph(), "matrix:0");
        this.output = JavacppUtils.getGraphOperationByName(bundle.getGraph(), "answer:0");
        this.matrix = ByteBuffer.allocateDirect(BYTES + 2 * ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .order(ByteOrder.nativeOrder());
        Random random = new Random(1);
        // Of variance 1/side, so that the products of products neither grow nor vanish.
        double scale = Math.sqrt(3.0 / SIDE);
        for (int i = 0; i < BYTES; i += Float.BYTES) {
            matrix.putFloat(i, (float) ((2 * random.nextDouble() - 1) * scale));
        }
    }

    /**
     * On the first device of the settings, with its threads.
     *
     * @param device the name of the classifier's, which has its precision
     */
    static MatMulRate open(InferSettings settings, String device) throws ClassifierException {
        try {
            Path folder = Files.createTempDirectory("inception-streams-matmul");
            Path file = folder.resolve("saved_model.pb");
            try {
                Files.write(file, model().toByteArray());
                return new MatMulRate(PlainSession.open(settings, folder, device));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new ClassifierException("cannot write a graph of products: " + e, e);
        }
    }

    /** The matrix is given at each call: of constants, TensorFlow would compute the products once and keep them. */
    private static SavedModel model() {
        AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
        GraphDef.Builder graph = GraphDef.newBuilder()
                .addNode(NodeDef.newBuilder()
                        .setName("matrix")
                        .setOp("Placeholder")
                        .putAttr("dtype", type));
        for (int i = 1; i <= CHAIN; i++) {
            graph.addNode(NodeDef.newBuilder()
                    .setName("product" + i)
                    .setOp("MatMul")
                    .addInput(i == 1 ? "matrix" : "product" + (i - 1))
                    .addInput("matrix")
                    .putAttr("T", type));
        }
        // A rewriter to less precision leaves alone what is fetched.
        graph.addNode(NodeDef.newBuilder()
                .setName("answer")
                .setOp("Identity")
                .addInput("product" + CHAIN)
                .putAttr("T", type));
        return SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                        .setGraphDef(graph))
                .build();
    }

    /** Multiplies for at least so long. Returns 1e9 floating-point operations a second. */
    double gigaflops(Duration atLeast) {
        long start = System.nanoTime();
        long calls = 0;
        long nanos;
        do {
            multiply();
            calls++;
            nanos = System.nanoTime() - start;
        } while (nanos < atLeast.toNanos());
        return calls * FLOP / nanos;
    }

    private void multiply() {
        try (BytePointer numbers = new BytePointer(matrix);
                TF_Tensor given = TF_Tensor.newTensor(DataType.DT_FLOAT_VALUE, SHAPE, numbers)) {
            TF_Tensor[] products = JavacppUtils.runSession(
                    bundle.getSession(),
                    null,
                    new TF_Tensor[] {given},
                    new TF_Operation[] {input.getKey()},
                    new int[] {input.getValue()},
                    new TF_Operation[] {output.getKey()},
                    new int[] {output.getValue()},
                    new TF_Operation[0]);
            products[0].close();
        }
    }

    @Override
    public void close() {
        bundle.close();
    }
}
