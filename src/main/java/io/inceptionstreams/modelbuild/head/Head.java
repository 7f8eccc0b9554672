package io.inceptionstreams.modelbuild.head;

/**
 * A dense layer: {@code features * kernel + bias} are the logits.
 *
 * @param kernel features x classes, row-major
 * @param bias a value a class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; passed on once
public record Head(float[] kernel, float[] bias) {

    /** A class, and the probability that the softmax of the logits gives it. */
    record Answer(int label, double probability) {}

    /** The class with the highest logit. */
    Answer classify(float[] features) {
        double[] logits = logits(features);
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
            if (logits[k] > logits[best]) {
                best = k;
            }
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - logits[best]);
        }
        return new Answer(best, 1 / sum);
    }

    private double[] logits(float[] features) {
        double[] logits = new double[bias.length];
        for (int k = 0; k < bias.length; k++) {
            logits[k] = bias[k];
            for (int f = 0; f < features.length; f++) {
                logits[k] += (double) features[f] * kernel[f * bias.length + k];
            }
        }
        return logits;
    }
}
