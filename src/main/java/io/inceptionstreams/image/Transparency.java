package io.inceptionstreams.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.inceptionstreams.image.DecodeSettings.Alpha;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Puts a transparent image onto a background. Colours are multiplied by their opacity first, then the image is scaled,
 * and the background is added to the few pixels that are left: so the colour of an invisible pixel never mixes with its
 * neighbours'.
 */
final class Transparency {

    /** Rows that are multiplied at a time, so that no second image is needed. */
    private static final int BAND = 64;

    private static final int SQUARE = 8;
    private static final int WHITE = 255;
    private static final int LIGHT_GREY = 204;

    private Transparency() {}

    /**
     * The image with 8 bits a channel and, where it has an opacity, colours multiplied by it.
     *
     * @param decoded of any depth, with 1, 3 or 4 channels; changed
     * @param space becomes the result if the image must be converted
     */
    static Mat premultiplied(Mat decoded, Mat space) {
        Mat image = decoded;
        if (decoded.depth() != CV_8U) {
            decoded.convertTo(space, CV_8U, 1.0 / 256, 0);
            image = space;
        }
        if (image.channels() == 1) {
            cvtColor(image, space, COLOR_GRAY2BGR);
            image = space;
        }
        if (image.channels() == 4) {
            for (int row = 0; row < image.rows(); row += BAND) {
                premultiply(image, row, Math.min(image.rows(), row + BAND));
            }
        }
        return image;
    }

    private static void premultiply(Mat image, int from, int to) {
        try (Mat band = image.rowRange(from, to);
                Mat opacity = new Mat();
                Mat colour = new Mat()) {
            extractChannel(band, opacity, 3);
            for (int channel = 0; channel < 3; channel++) {
                extractChannel(band, colour, channel);
                multiply(colour, opacity, colour, 1.0 / 255, -1);
                insertChannel(colour, band, channel);
            }
        }
    }

    /**
     * Writes an image onto a background.
     *
     * @param image blue, green, red, opacity, 8 bits each; colours multiplied by their opacity
     * @param rgb whether red comes first in {@code pixels}
     * @param pixels takes 3 bytes a pixel, from the beginning
     */
    static void blend(Mat image, Alpha background, boolean rgb, ByteBuffer pixels) {
        ByteBuffer source = image.createBuffer();
        int width = image.cols();
        int at = 0;
        for (int y = 0; y < image.rows(); y++) {
            long row = y * image.step();
            for (int x = 0; x < width; x++) {
                int from = (int) row + 4 * x;
                int through = 255 - (source.get(from + 3) & 0xff);
                int shine = (background(background, x, y) * through + 127) / 255;
                for (int channel = 0; channel < 3; channel++) {
                    int colour = source.get(from + (rgb ? 2 - channel : channel)) & 0xff;
                    pixels.put(at++, (byte) Math.min(255, colour + shine));
                }
            }
        }
    }

    private static int background(Alpha background, int x, int y) {
        return switch (background) {
            case WHITE -> WHITE;
            case BLACK -> 0;
            case CHECKER -> (x / SQUARE + y / SQUARE) % 2 == 0 ? WHITE : LIGHT_GREY;
            case DROP -> throw new IllegalArgumentException("nothing lies below a dropped transparency");
        };
    }
}
