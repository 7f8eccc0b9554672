package io.inceptionstreams.modelbuild.head;

/**
 * The mean cross-entropy of a softmax layer with smoothed targets, plus half of {@code decay} times the squares of the
 * weights (not of the biases), and its gradient. A point has the kernel, features x classes, and then the biases.
 */
final class SoftmaxLoss {

    private final Examples examples;
    private final double smoothing;
    private final double decay;
    private final int classes;
    private final int features;

    SoftmaxLoss(Examples examples, double smoothing, double decay) {
        this.examples = examples;
        this.smoothing = smoothing;
        this.decay = decay;
        this.classes = examples.classes();
        this.features = examples.features();
    }

    int parameters() {
        return (features + 1) * classes;
    }

    double value(double[] point) {
        double sum = 0;
        for (Examples.Example example : examples.all()) {
            double[] logs = logProbabilities(point, example.features());
            for (int k = 0; k < classes; k++) {
                sum -= target(example, k) * logs[k];
            }
        }
        double squares = 0;
        for (int i = 0; i < features * classes; i++) {
            squares += point[i] * point[i];
        }
        return sum / examples.all().size() + decay / 2 * squares;
    }

    double[] gradient(double[] point) {
        double[] gradient = new double[point.length];
        for (Examples.Example example : examples.all()) {
            double[] logs = logProbabilities(point, example.features());
            for (int k = 0; k < classes; k++) {
                double error = (Math.exp(logs[k]) - target(example, k))
                        / examples.all().size();
                for (int f = 0; f < features; f++) {
                    gradient[f * classes + k] += error * example.features()[f];
                }
                gradient[features * classes + k] += error;
            }
        }
        for (int i = 0; i < features * classes; i++) {
            gradient[i] += decay * point[i];
        }
        return gradient;
    }

    private double target(Examples.Example example, int k) {
        return smoothing / classes + (example.label() == k ? 1 - smoothing : 0);
    }

    private double[] logProbabilities(double[] point, float[] x) {
        double[] logits = new double[classes];
        System.arraycopy(point, features * classes, logits, 0, classes);
        for (int f = 0; f < features; f++) {
            for (int k = 0; k < classes; k++) {
                logits[k] += x[f] * point[f * classes + k];
            }
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - largest);
        }
        for (int k = 0; k < classes; k++) {
            logits[k] -= largest + Math.log(sum);
        }
        return logits;
    }
}
