package io.inceptionstreams.modelbuild.int8;

/**
 * How often numbers from 0 on occur. The range grows by doubling, at the cost of two bins that become one, so that one
 * pass over the numbers is enough. Not for two threads at once.
 */
final class Histogram {

    /** Eight a step of the 255 that 8 bits have, and twice that after a doubling. */
    static final int BINS = 4096;

    private final long[] counts = new long[BINS];
    private double width = 1.0 / BINS;
    private long total;
    private float largest;

    void add(float[] values) {
        for (float value : values) {
            add(value);
        }
    }

    private void add(float value) {
        if (!(value >= 0) || Float.isInfinite(value)) {
            throw new IllegalArgumentException("relu gives no " + value);
        }
        if (value > largest) {
            largest = value;
            while (largest > width * BINS) {
                grow();
            }
        }
        counts[Math.min(BINS - 1, (int) (value / width))]++;
        total++;
    }

    private void grow() {
        for (int i = 0; i < BINS / 2; i++) {
            counts[i] = counts[2 * i] + counts[2 * i + 1];
        }
        for (int i = BINS / 2; i < BINS; i++) {
            counts[i] = 0;
        }
        width *= 2;
    }

    float largest() {
        return largest;
    }

    /** The least end of a bin that has at least this share of all numbers below it; at most the largest number. */
    float quantile(double share) {
        long wanted = (long) Math.ceil(share * total);
        long below = 0;
        for (int i = 0; i < BINS; i++) {
            below += counts[i];
            if (below >= wanted) {
                return (float) Math.min(largest, (i + 1) * width);
            }
        }
        return largest;
    }

    /**
     * The end of the range that rounds with the least squared error: steps of its 255th, and what is larger becomes the
     * end. Bins stand for their middles.
     */
    float leastError() {
        float best = largest;
        double least = Double.POSITIVE_INFINITY;
        for (int percent = 20; percent <= 100; percent++) {
            double end = largest * percent / 100.0;
            double error = error(end);
            if (error < least) {
                least = error;
                best = (float) end;
            }
        }
        return best;
    }

    private double error(double end) {
        double step = end / 255;
        double rounding = step * step / 12; // of numbers that are spread evenly over a step
        double sum = 0;
        for (int i = 1; i < BINS; i++) { // what is about 0 stays so
            if (counts[i] > 0) {
                double over = (i + 0.5) * width - end;
                sum += counts[i] * (over > 0 ? over * over : rounding);
            }
        }
        return sum;
    }
}
