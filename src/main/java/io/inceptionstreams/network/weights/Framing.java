package io.inceptionstreams.network.weights;

/**
 * How photos were brought to the network's size when these weights were judged by their makers.
 *
 * @param fit what happens to the shape
 * @param fraction of each side that is kept, around the middle
 */
public record Framing(Fit fit, double fraction, Sampling sampling) {

    /** A photo is seldom square. */
    public enum Fit {
        /** Both sides are scaled apart. */
        STRETCH,
        /** The square in the middle, of the shorter side. */
        CROP
    }

    /** How pixels are computed. */
    public enum Sampling {
        AREA,
        BILINEAR,
        BICUBIC
    }
}
