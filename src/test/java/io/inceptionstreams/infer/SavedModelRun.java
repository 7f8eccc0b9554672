package io.inceptionstreams.infer;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Every output of a signature, once, on the real TensorFlow; for tests that look behind the probabilities. */
public final class SavedModelRun {

    private SavedModelRun() {}

    /**
     * @param pixels of one image
     * @param shape height, width, channels
     */
    public static Map<String, float[]> run(Path folder, String signature, byte[] pixels, int... shape)
            throws ClassifierException {
        TensorFlowLibrary.load(InferSettings.defaults().withDevice("cpu"), ConfigProto.getDefaultInstance());
        ConfigProto config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setUsePerSessionThreads(true)
                .build();
        SavedModelBundle bundle =
                JavacppUtils.loadSavedModelBundle(folder.toString(), new String[] {"serve"}, config, null);
        try {
            SignatureDef definition = bundle.getMetaGraphDef().getSignatureDefOrThrow(signature);
            TensorInfo input = definition.getInputsMap().values().iterator().next();
            Map<String, float[]> answers = new TreeMap<>();
            for (Map.Entry<String, TensorInfo> output :
                    definition.getOutputsMap().entrySet()) {
                answers.put(output.getKey(), run(bundle, input, output.getValue(), pixels, shape));
            }
            return answers;
        } finally {
            bundle.close();
        }
    }

    private static float[] run(
            SavedModelBundle bundle, TensorInfo input, TensorInfo output, byte[] pixels, int... shape) {
        Pair<TF_Operation, Integer> in = JavacppUtils.getGraphOperationByName(bundle.getGraph(), input.getName());
        Pair<TF_Operation, Integer> out = JavacppUtils.getGraphOperationByName(bundle.getGraph(), output.getName());
        long[] batch = {1, shape[0], shape[1], shape[2]};
        try (BytePointer bytes = new BytePointer(pixels);
                TF_Tensor image = TF_Tensor.newTensor(DataType.DT_UINT8_VALUE, batch, bytes);
                TF_Tensor answer = JavacppUtils.runSession(
                        bundle.getSession(),
                        null,
                        new TF_Tensor[] {image},
                        new TF_Operation[] {in.getKey()},
                        new int[] {in.getValue()},
                        new TF_Operation[] {out.getKey()},
                        new int[] {out.getValue()},
                        new TF_Operation[0])[0]) {
            FloatBuffer floats = tensorflow.TF_TensorData(answer)
                    .capacity(tensorflow.TF_TensorByteSize(answer))
                    .asByteBuffer()
                    .asFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return values;
        }
    }
}
