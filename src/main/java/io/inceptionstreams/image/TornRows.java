package io.inceptionstreams.image;

import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds the rows that libjpeg makes up where a JPEG's data ends early: coefficients of zero, which are grey. A row that is
 * this grey from end to end is rare in a photo, and the first look at the last row ends the search in any other.
 */
final class TornRows {

    /** The middle of a component's values, in RGB, and what a CMYK image makes of it. */
    private static final int GREY = 128;

    private static final int CMYK_GREY = 64;

    private TornRows() {}

    /** Grey rows at the image's end. Three channels, 8 bits each. */
    static int count(Mat image) {
        ByteBuffer bytes = image.createBuffer();
        int rows = 0;
        for (int y = image.rows() - 1; y >= 0 && isGrey(bytes, y * image.step(), 3 * image.cols()); y--) {
            rows++;
        }
        return rows;
    }

    private static boolean isGrey(ByteBuffer bytes, long from, int length) {
        int first = bytes.get((int) from) & 0xff;
        if (Math.abs(first - GREY) > 1 && Math.abs(first - CMYK_GREY) > 1) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes.get((int) from + i) & 0xff) != first) {
                return false;
            }
        }
        return true;
    }
}
