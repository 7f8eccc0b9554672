package io.inceptionstreams.network;

import io.inceptionstreams.network.Tensor.Role;
import java.util.List;

/**
 * A convolution with its batch normalisation folded in: {@code (conv(x) - mean) * s + beta} with {@code s = gamma /
 * sqrt(variance + epsilon)} is a convolution with kernel {@code kernel * s} and bias {@code beta - mean * s}. Computed
 * in double, kept in float. Refuses what would make the network answer NaN.
 *
 * @param kernel height x width x in x out, row-major
 * @param bias a value for each channel out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; passed on once
record FoldedConvolution(float[] kernel, float[] bias) {

    static FoldedConvolution of(List<Tensor> tensors, Weights weights, float epsilon) {
        float[] kernel = values(tensors, Role.KERNEL, weights);
        float[] beta = values(tensors, Role.BETA, weights);
        float[] mean = values(tensors, Role.MEAN, weights);
        float[] variance = values(tensors, Role.VARIANCE, weights);
        boolean scaled = tensors.stream().anyMatch(tensor -> tensor.role() == Role.GAMMA);
        float[] gamma = scaled ? values(tensors, Role.GAMMA, weights) : new float[0];

        int channels = beta.length;
        float[] bias = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = (scaled ? gamma[c] : 1.0) / Math.sqrt((double) variance[c] + epsilon);
            bias[c] = (float) (beta[c] - mean[c] * s);
            boolean finite = Float.isFinite(bias[c]);
            for (int i = c; i < kernel.length; i += channels) {
                kernel[i] = (float) (kernel[i] * s);
                finite &= Float.isFinite(kernel[i]);
            }
            if (!finite) {
                throw new IllegalArgumentException(tensors.get(0).layer() + ": channel " + c
                        + " is not finite once normalised; its variance is " + variance[c]);
            }
        }
        return new FoldedConvolution(kernel, bias);
    }

    /** The same of pixels from 0 to 255, with their scaling folded in too; without zeros around the image. */
    FoldedConvolution ofPixels(Numerics numerics) {
        int out = bias.length;
        float[] ofPixels = kernel.clone();
        double[] added = new double[out];
        for (int i = 0; i < kernel.length; i++) {
            int channel = i / out % 3;
            ofPixels[i] = kernel[i] * numerics.scale(channel);
            added[i % out] += (double) kernel[i] * numerics.offset(channel);
        }
        float[] moved = new float[out];
        for (int c = 0; c < out; c++) {
            moved[c] = (float) (bias[c] + added[c]);
        }
        return new FoldedConvolution(ofPixels, moved);
    }

    private static float[] values(List<Tensor> tensors, Role role, Weights weights) {
        Tensor wanted = tensors.stream()
                .filter(tensor -> tensor.role() == role)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + role + " among " + tensors));
        float[] values = weights.values(wanted);
        if (values.length != wanted.size()) {
            throw new IllegalArgumentException(
                    wanted + " needs " + wanted.size() + " values, there are " + values.length);
        }
        return values;
    }
}
