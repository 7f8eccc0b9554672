package io.inceptionstreams.model;

import java.util.Optional;

/**
 * How an image becomes the model's input: uint8, height x width x channel. Scaling to the network's range is inside
 * the graph.
 *
 * @param width pixels
 * @param height pixels
 * @param fraction of each side that is kept around the middle before it is scaled; 1 is all
 * @param channels the order of the colours
 * @param alpha what transparent images lay on when the model was trained; empty when it does not say
 */
public record Preprocessing(
        int width,
        int height,
        Resize resize,
        double fraction,
        Interpolation interpolation,
        Channels channels,
        Optional<Alpha> alpha) {

    /** What becomes of transparency. */
    public enum Alpha {
        /** Nothing: the colours below it are taken as they are. */
        DROP,
        WHITE,
        BLACK,
        CHECKER
    }

    /** How a photo of another shape is made to fit. */
    public enum Resize {
        /** Both sides are scaled apart. */
        STRETCH,
        /** What is wider or higher than the model's shape is cut off on both sides. */
        CROP
    }

    /** How pixels are computed when an image is scaled. */
    public enum Interpolation {
        AREA,
        BILINEAR,
        BICUBIC
    }

    /** The order of a pixel's three values. */
    public enum Channels {
        RGB,
        BGR
    }

    /** Of a model that does not say what transparent images lay on. */
    public Preprocessing(
            int width, int height, Resize resize, double fraction, Interpolation interpolation, Channels channels) {
        this(width, height, resize, fraction, interpolation, channels, Optional.empty());
    }

    /** The whole image, in RGB. */
    public Preprocessing(int width, int height, Resize resize, Interpolation interpolation) {
        this(width, height, resize, 1, interpolation, Channels.RGB);
    }

    public Preprocessing {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "preprocessing: width and height must be positive: " + width + "x" + height);
        }
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("preprocessing.fraction: must be above 0 and at most 1, is " + fraction);
        }
    }
}
