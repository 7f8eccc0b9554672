package io.inceptionstreams.app;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.model.Metadata.Features;
import io.inceptionstreams.model.Model;

/** Holds output.max-bytes against output.features: results that never fit would all be dead letters. */
final class ResultSizeCheck {

    /** What a result of a few labels has besides its features, near enough. */
    private static final int THE_REST = 1024;

    private ResultSizeCheck() {}

    /** @throws IllegalArgumentException when no result with features fits */
    static void check(Configuration configuration, Model model) {
        if (!configuration.infer().features()) {
            return;
        }
        int largest = configuration.stream().maxResultBytes();
        long least = THE_REST + base64(4L * model.features().map(Features::size).orElse(0));
        if (largest < least) {
            throw new IllegalArgumentException("output.max-bytes=" + largest
                    + ": with output.features=true a result of " + model.name() + " has at least " + least + " bytes");
        }
    }

    private static long base64(long bytes) {
        return (bytes + 2) / 3 * 4;
    }
}
