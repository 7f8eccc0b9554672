package io.inceptionstreams.modelbuild.head;

/** Brings every feature to mean 0 and deviation 1, and a head back to the features as they are. */
final class Scaling {

    /** A feature that hardly moves says nothing, and must not be blown up. */
    private static final double STILL = 1e-8;

    private final double[] mean;
    /** One over the deviation, or 0. */
    private final double[] factor;

    Scaling(Examples examples) {
        int count = examples.all().size();
        mean = new double[examples.features()];
        factor = new double[mean.length];
        for (Examples.Example example : examples.all()) {
            for (int f = 0; f < mean.length; f++) {
                mean[f] += (double) example.features()[f] / count;
            }
        }
        for (Examples.Example example : examples.all()) {
            for (int f = 0; f < mean.length; f++) {
                double distance = example.features()[f] - mean[f];
                factor[f] += distance * distance / count;
            }
        }
        for (int f = 0; f < mean.length; f++) {
            factor[f] = factor[f] < STILL ? 0 : 1 / Math.sqrt(factor[f]);
        }
    }

    Examples scaled(Examples examples) {
        return new Examples(examples.all().stream().map(this::scaled).toList(), examples.classes());
    }

    private Examples.Example scaled(Examples.Example example) {
        float[] features = new float[mean.length];
        for (int f = 0; f < features.length; f++) {
            features[f] = (float) ((example.features()[f] - mean[f]) * factor[f]);
        }
        return new Examples.Example(example.id(), example.group(), features, example.label());
    }

    /** @param point of a {@link SoftmaxLoss} over scaled examples */
    Head head(double[] point, int classes) {
        float[] kernel = new float[mean.length * classes];
        float[] bias = new float[classes];
        for (int k = 0; k < classes; k++) {
            double shift = point[mean.length * classes + k];
            for (int f = 0; f < mean.length; f++) {
                double weight = point[f * classes + k] * factor[f];
                kernel[f * classes + k] = (float) weight;
                shift -= weight * mean[f];
            }
            bias[k] = (float) shift;
        }
        return new Head(kernel, bias);
    }
}
