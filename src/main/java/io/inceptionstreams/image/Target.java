package io.inceptionstreams.image;

/**
 * The pixels that are wanted: width x height, each side scaled apart.
 *
 * @param width pixels
 * @param height pixels
 */
public record Target(int width, int height, Interpolation interpolation) {

    /** How pixels are computed when an image is scaled. */
    public enum Interpolation {
        /** The mean of what a pixel covers; bilinear where the image is enlarged. */
        AREA,
        BILINEAR
    }

    public Target {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("target: width and height must be positive: " + width + "x" + height);
        }
    }
}
