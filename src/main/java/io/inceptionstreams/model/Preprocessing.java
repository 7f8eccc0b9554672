package io.inceptionstreams.model;

/**
 * How an image becomes the model's input: uint8 RGB, height x width x channel. Scaling to the network's range is inside
 * the graph.
 *
 * @param width pixels
 * @param height pixels
 */
public record Preprocessing(int width, int height, Resize resize, Interpolation interpolation) {

    /** How a photo of another shape is made to fit. */
    public enum Resize {
        /** Both sides are scaled apart; nothing is cut off. */
        STRETCH
    }

    /** How pixels are computed when an image is scaled. */
    public enum Interpolation {
        AREA,
        BILINEAR
    }

    public Preprocessing {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "preprocessing: width and height must be positive: " + width + "x" + height);
        }
    }
}
