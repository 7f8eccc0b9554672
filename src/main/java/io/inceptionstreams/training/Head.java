package io.inceptionstreams.training;

import java.util.List;

/**
 * A dense layer: {@code features * kernel + bias} are the logits.
 *
 * @param kernel features x classes, row-major
 * @param bias a value a class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; passed on once
public record Head(float[] kernel, float[] bias) {

    /** The class with the highest logit. */
    public int classify(float[] features) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < bias.length; k++) {
            double logit = bias[k];
            for (int f = 0; f < features.length; f++) {
                logit += (double) features[f] * kernel[f * bias.length + k];
            }
            if (logit > highest) {
                highest = logit;
                best = k;
            }
        }
        return best;
    }

    /** How often each class (row) was taken for each (column). */
    int[][] confusion(List<Examples.Example> examples) {
        int[][] counts = new int[bias.length][bias.length];
        examples.forEach(example -> counts[example.label()][classify(example.features())]++);
        return counts;
    }
}
