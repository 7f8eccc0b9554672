package io.inceptionstreams.modelbuild.int8;

import java.nio.file.Path;

/**
 * How a model in 8 bits is made, and when it is one.
 *
 * @param photos a folder; a third of them is held out, and judges
 * @param sameLabel the share of held-out photos whose first label must be float32's
 * @param meanDifference what the largest difference in a score of a photo may be, on average over those photos
 */
public record Calibration(Path photos, double sameLabel, double meanDifference) {

    public static final String SAME_LABEL = "0.99";
    public static final String MEAN_DIFFERENCE = "0.01";

    public Calibration {
        if (!(sameLabel >= 0 && sameLabel <= 1)) {
            throw new IllegalArgumentException("--agreement: must be from 0 to 1, is " + sameLabel);
        }
        if (!(meanDifference > 0 && meanDifference <= 1)) {
            throw new IllegalArgumentException("--max-difference: must be above 0 and at most 1, is " + meanDifference);
        }
    }

    boolean accepts(Agreement agreement) {
        return agreement.sameLabel() >= sameLabel && agreement.meanDifference() <= meanDifference;
    }
}
