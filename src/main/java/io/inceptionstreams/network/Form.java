package io.inceptionstreams.network;

import org.tensorflow.proto.DataType;

/**
 * How a network is written as a graph, where its weights leave a choice.
 *
 * @param precision of the convolutions
 * @param scoring what becomes of the logits
 */
public record Form(Precision precision, Scoring scoring) {

    /** What the published networks are: float32, with softmax behind the logits. */
    public static final Form USUAL = new Form(Precision.FLOAT32, Scoring.SOFTMAX);

    /** What convolutions and pools compute with. From the pooled features on, everything is float32. */
    public enum Precision {
        FLOAT32(DataType.DT_FLOAT),
        /** Half the bytes of the weights, and the tensor cores of a GPU; on a CPU it is slower. */
        FLOAT16(DataType.DT_HALF),
        /** 8 bits by oneDNN's kernels, on CPUs that multiply them; needs a {@link Quantization}. */
        INT8(DataType.DT_FLOAT);

        private final DataType type;

        Precision(DataType type) {
            this.type = type;
        }

        DataType type() {
            return type;
        }
    }

    /** From logits to scores. */
    public enum Scoring {
        /** One class an image: the scores add up to 1. */
        SOFTMAX,
        /** Any number of classes an image: each score is a probability of its own. */
        SIGMOID
    }
}
