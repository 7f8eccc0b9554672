package io.inceptionstreams.network;

/**
 * A folded convolution in 8 bits: weights from -127 to 127, symmetric around 0, each channel out with a range of its own.
 *
 * @param kernel height x width x in x out, row-major
 * @param bounds for each channel out, the weight that 127 stands for
 * @param bias a value for each channel out, in float32
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; passed on once
record QuantizedConvolution(byte[] kernel, float[] bounds, float[] bias) {

    private static final int LARGEST = 127;

    /** A channel of zeros needs some range. */
    private static final float LEAST_BOUND = 1e-8f;

    /** @param inputMeans of the channels in; empty where they are not known */
    static QuantizedConvolution of(FoldedConvolution folded, float[] inputMeans) {
        float[] weights = folded.kernel();
        int out = folded.bias().length;
        float[] bounds = new float[out];
        for (int i = 0; i < weights.length; i++) {
            bounds[i % out] = Math.max(bounds[i % out], Math.abs(weights[i]));
        }
        byte[] kernel = new byte[weights.length];
        double[] lost = new double[out];
        for (int i = 0; i < weights.length; i++) {
            int channel = i % out;
            float bound = Math.max(bounds[channel], LEAST_BOUND);
            kernel[i] = (byte) Math.rint(weights[i] / (double) bound * LARGEST);
            if (inputMeans.length > 0) {
                double kept = kernel[i] * (double) bound / LARGEST;
                lost[channel] += (weights[i] - kept) * inputMeans[i / out % inputMeans.length];
            }
        }
        float[] bias = folded.bias().clone();
        for (int c = 0; c < out; c++) {
            bounds[c] = Math.max(bounds[c], LEAST_BOUND);
            bias[c] += (float) lost[c];
        }
        return new QuantizedConvolution(kernel, bounds, bias);
    }
}
