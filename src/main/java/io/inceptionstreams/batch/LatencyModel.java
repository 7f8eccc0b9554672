package io.inceptionstreams.batch;

/**
 * What one device was seen to take, by batch size: a mean each, in which old runs fade. No form of the curve is assumed:
 * a CPU may take longer for 9 inputs than for 8 and 1. Sizes that were not seen lie on a line between those that were;
 * beyond these, an input costs as much as in the nearest.
 *
 * <p>Thread-safe: written by the workers of a device, read by the thread that asks for a batch. Memory: 32 bytes a size.
 */
final class LatencyModel {

    /** The share of a new run in the mean: what was before the last 20 counts for an eighth. */
    private static final double WEIGHT = 0.1;

    /**
     * A run that took this many times the mean counts as that: a pause is no change of the curve. And a first run that
     * took this many times the second does not count: it made what all later ones use.
     */
    private static final double OUTLIER = 2;

    private final double[] means;
    private final double[] estimates;
    private final int[] samples;
    private final long[] lastRun;
    private long runs;
    private long fastestNanos;

    LatencyModel(int maxSize) {
        this.means = new double[maxSize + 1];
        this.estimates = new double[maxSize + 1];
        this.samples = new int[maxSize + 1];
        this.lastRun = new long[maxSize + 1];
    }

    synchronized void add(int size, long nanos) {
        fastestNanos = runs == 0 ? nanos : Math.min(fastestNanos, nanos);
        runs++;
        lastRun[size] = runs;
        double mean = means[size];
        int seen = samples[size];
        if (seen == 0 || (seen == 1 && mean > OUTLIER * nanos)) {
            means[size] = nanos;
        } else {
            double weight = Math.max(WEIGHT, 1.0 / (seen + 1));
            means[size] = mean + weight * (Math.min((double) nanos, OUTLIER * mean) - mean);
        }
        samples[size] = Math.min(samples[size], Integer.MAX_VALUE - 1) + 1;
        estimate();
    }

    private void estimate() {
        int below = 0;
        for (int size = 1; size < means.length; size++) {
            if (samples[size] > 0) {
                double start = means[below];
                double step = (means[size] - start) / (size - below);
                for (int between = below + 1; between <= size; between++) {
                    estimates[between] = start + step * (between - below);
                }
                below = size;
            }
        }
        for (int size = below + 1; size < means.length; size++) {
            estimates[size] = means[below] * size / below;
        }
    }

    /** What a batch of this size would take; zero before the first run of all. */
    synchronized double nanos(int size) {
        return estimates[size];
    }

    /** Inputs a nanosecond, in batches of this size. */
    synchronized double rate(int size) {
        return size / nanos(size);
    }

    /** Runs of this size. */
    synchronized int samples(int size) {
        return samples[size];
    }

    /** Runs of any size since the last of this one. */
    synchronized long runsSince(int size) {
        return runs - lastRun[size];
    }

    /** Runs of all sizes. */
    synchronized long runs() {
        return runs;
    }

    /** The shortest run of all; zero before the first. */
    synchronized long fastestNanos() {
        return fastestNanos;
    }
}
