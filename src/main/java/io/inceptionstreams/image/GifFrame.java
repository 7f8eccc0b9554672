package io.inceptionstreams.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A GIF's frame, decoded in Java. OpenCV's decoder builds its table anew at each clear code: a file of 20 MB keeps it busy
 * for minutes. Here a code costs nanoseconds and a pixel a copy. What came before the end of cut off data is not refused.
 *
 * @param dataAt where the frame's data begins: the size of its codes, then blocks
 * @param colours red, green and blue of each index that has a colour
 * @param transparent the index that is transparent; -1 for none
 */
record GifFrame(Bytes bytes, int width, int height, boolean interlaced, int dataAt, Bytes colours, int transparent) {

    private static final int MOST_CODES = 4096;
    private static final int LONGEST_CODE = 12;

    /** The first row of each pass of an interlaced frame, and the distance of its rows. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private static final int[][] ONE_PASS = {{0, 1}};

    /**
     * Blue, green and red, and the opacity if it is kept, as OpenCV has them; the caller closes it.
     *
     * @param minComplete the share of the pixels that must be there
     */
    Mat decode(boolean keepAlpha, double minComplete) throws ImageException {
        try (Mat indices = new Mat(1, width * height, CV_8UC1)) {
            ByteBuffer found = indices.createBuffer();
            int count = indices(found);
            if (count < found.capacity() * minComplete) {
                throw ImageHeader.corrupt(
                        "the GIF has the data of " + count + " of its " + found.capacity() + " pixels");
            }
            for (int i = count; i < found.capacity(); i++) {
                found.put(i, (byte) Math.max(0, transparent));
            }
            Mat pixels = new Mat(height, width, keepAlpha ? CV_8UC4 : CV_8UC3);
            colour(found, pixels.createBuffer(), keepAlpha);
            return pixels;
        }
    }

    /** Writes the index of each pixel, in the order in which they are stored; how many there are. */
    private int indices(ByteBuffer to) throws ImageException {
        int codeSize = bytes.u8(dataAt);
        if (codeSize < 1 || codeSize > 11) {
            throw ImageHeader.corrupt("the GIF's codes begin with " + codeSize + " bits");
        }
        int clear = 1 << codeSize;
        // The pixels of a code are there already: where its table entry was made, and one more.
        int[] starts = new int[MOST_CODES];
        int[] lengths = new int[MOST_CODES];
        int next = clear + 2;
        int bits = codeSize + 1;
        int previous = -1;
        int previousAt = 0;
        int count = 0;
        int at = dataAt + 1;
        int blockEnd = at;
        int buffer = 0;
        int buffered = 0;
        while (count < to.capacity()) {
            while (buffered < bits) {
                if (at == blockEnd) {
                    if (at >= bytes.length() || bytes.u8(at) == 0) {
                        return count;
                    }
                    blockEnd = at + 1 + bytes.u8(at);
                    at++;
                }
                if (at >= bytes.length()) {
                    return count;
                }
                buffer |= bytes.u8(at++) << buffered;
                buffered += 8;
            }
            int code = buffer & ((1 << bits) - 1);
            buffer >>>= bits;
            buffered -= bits;
            if (code == clear) {
                next = clear + 2;
                bits = codeSize + 1;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                return count;
            }
            if (previous < 0 ? code > clear : code > next || (code == next && next == MOST_CODES)) {
                throw ImageHeader.corrupt("the GIF has a code that it did not define");
            }
            if (previous >= 0 && next < MOST_CODES) {
                starts[next] = previousAt;
                lengths[next++] = count - previousAt + 1;
                if (next == 1 << bits && bits < LONGEST_CODE) {
                    bits++;
                }
            }
            previous = code;
            previousAt = count;
            if (code < clear) {
                to.put(count++, (byte) code);
            } else {
                int end = Math.min(to.capacity(), count + lengths[code]);
                for (int from = starts[code]; count < end; from++) {
                    to.put(count++, to.get(from));
                }
            }
        }
        return count;
    }

    private void colour(ByteBuffer indices, ByteBuffer to, boolean keepAlpha) throws ImageException {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            boolean known = 3 * i + 3 <= colours.length();
            int rgb = known ? colours.u8(3 * i) << 16 | colours.u16(3 * i + 1) : 0;
            table[i] = i == transparent ? rgb : 0xff000000 | rgb;
        }
        int channels = keepAlpha ? 4 : 3;
        int from = 0;
        for (int[] pass : interlaced ? PASSES : ONE_PASS) {
            for (int row = pass[0]; row < height; row += pass[1]) {
                int at = row * width * channels;
                for (int column = 0; column < width; column++) {
                    int colour = table[indices.get(from++) & 0xff];
                    to.put(at, (byte) colour);
                    to.put(at + 1, (byte) (colour >> 8));
                    to.put(at + 2, (byte) (colour >> 16));
                    if (keepAlpha) {
                        to.put(at + 3, (byte) (colour >> 24));
                    }
                    at += channels;
                }
            }
        }
    }
}
