package io.inceptionstreams.image;

import io.inceptionstreams.image.DecodeSettings.Alpha;
import io.inceptionstreams.model.Preprocessing;

/**
 * The pixels that are wanted.
 *
 * @param width pixels
 * @param height pixels
 * @param fit how an image of another shape is made to fit
 * @param fraction of each side that is kept around the middle before it is scaled; 1 is all
 * @param interpolation how pixels are computed when an image is scaled
 * @param channels the order of the colours
 * @param alpha what becomes of transparency, unless {@code decode.alpha} says it
 */
public record Target(
        int width, int height, Fit fit, double fraction, Interpolation interpolation, Channels channels, Alpha alpha) {

    /** The pixels that a model takes. */
    public static Target of(Preprocessing wanted) {
        return new Target(
                wanted.width(),
                wanted.height(),
                switch (wanted.resize()) {
                    case STRETCH -> Fit.STRETCH;
                    case CROP -> Fit.CROP;
                },
                wanted.fraction(),
                switch (wanted.interpolation()) {
                    case AREA -> Interpolation.AREA;
                    case BILINEAR -> Interpolation.BILINEAR;
                    case BICUBIC -> Interpolation.BICUBIC;
                },
                switch (wanted.channels()) {
                    case RGB -> Channels.RGB;
                    case BGR -> Channels.BGR;
                },
                wanted.alpha()
                        .map(alpha -> switch (alpha) {
                            case DROP -> Alpha.DROP;
                            case WHITE -> Alpha.WHITE;
                            case BLACK -> Alpha.BLACK;
                            case CHECKER -> Alpha.CHECKER;
                        })
                        .orElse(Alpha.WHITE));
    }

    /** A photo is seldom square. */
    public enum Fit {
        /** Both sides are scaled apart. */
        STRETCH,
        /** What is wider or higher than the target's shape is cut off on both sides. */
        CROP
    }

    /** How pixels are computed when an image is scaled. */
    public enum Interpolation {
        /** The mean of what a pixel covers; bilinear where the image is enlarged. */
        AREA,
        BILINEAR,
        /**
         * Cubic, from at most twice the size: what is larger is brought there by area first, because a cubic kernel sees
         * four pixels only. Close to Pillow's, whose kernel grows with the image.
         */
        BICUBIC
    }

    /** The order of a pixel's three values. */
    public enum Channels {
        RGB,
        BGR
    }

    public Target {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("target: width and height must be positive: " + width + "x" + height);
        }
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("target: fraction must be above 0 and at most 1: " + fraction);
        }
    }

    /** Transparent images lie on white. */
    public Target(int width, int height, Fit fit, double fraction, Interpolation interpolation, Channels channels) {
        this(width, height, fit, fraction, interpolation, channels, Alpha.WHITE);
    }

    /** The whole image, stretched, in RGB. */
    public Target(int width, int height, Interpolation interpolation) {
        this(width, height, Fit.STRETCH, 1, interpolation, Channels.RGB);
    }

    /** The part of an image that is shown, on its side perhaps: this target's width is then its height. */
    Region region(int columns, int rows, boolean turned) {
        double wide = columns;
        double high = rows;
        if (fit == Fit.CROP) {
            int across = turned ? height : width;
            int down = turned ? width : height;
            double scale = Math.min(wide / across, high / down);
            wide = across * scale;
            high = down * scale;
        }
        int keptColumns = (int) Math.max(1, Math.min(columns, Math.round(wide * fraction)));
        int keptRows = (int) Math.max(1, Math.min(rows, Math.round(high * fraction)));
        return new Region((columns - keptColumns) / 2, (rows - keptRows) / 2, keptColumns, keptRows);
    }

    /** Pixels of an image. */
    record Region(int left, int top, int width, int height) {}
}
