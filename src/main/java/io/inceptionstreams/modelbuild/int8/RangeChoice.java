package io.inceptionstreams.modelbuild.int8;

import java.util.Locale;

/** Where the range of activations ends. */
enum RangeChoice {
    /** At the largest that was seen: nothing is cut off, and the steps are wide. */
    MAXIMUM,
    /** One activation in ten thousand is cut off. */
    QUANTILE,
    /** Where the squared error is least. */
    LEAST_ERROR;

    private static final double SHARE = 0.9999;

    /** Above 0 also where nothing was seen. */
    float of(Histogram histogram) {
        float end = switch (this) {
            case MAXIMUM -> histogram.largest();
            case QUANTILE -> histogram.quantile(SHARE);
            case LEAST_ERROR -> histogram.leastError();
        };
        return Math.max(end, 1e-3f);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
