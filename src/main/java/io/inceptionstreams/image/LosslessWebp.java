package io.inceptionstreams.image;

import java.util.Arrays;

/**
 * Reads the head of WebP's lossless bitstream (RFC 9649, section 3) as far as the number of its groups of prefix codes.
 * A decoder makes tables of 12 to 20 kB for each; a file of 300 kB can ask for 65,536. The number is the largest value
 * of an image of its own, the entropy image, which stands behind the images of the transforms: so these are decoded.
 *
 * <p>Time and memory are bounded by {@link #MOST_PIXELS}: encoders make such images of a few thousand pixels.
 */
final class LosslessWebp {

    /** Pixels of all inner images together. */
    private static final int MOST_PIXELS = 1 << 22;

    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int[] CODE_LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** Bytes of a group's lookup tables without a colour cache; one adds its entries. */
    private static final int TABLE_BYTES = 12_500;

    private static final int BYTES_PER_CACHED_COLOUR = 4;

    /** Where the 120 nearest distances lead, to the left and up. */
    private static final int[][] NEAR = near();

    private final Bytes bytes;
    private int at = 5; // behind signature, size, transparency and version
    private int bit;
    private int pixels;

    LosslessWebp(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Bytes that a decoder takes for the tables of all groups. */
    static long tableBytes(Bytes bitstream, int width, int height) throws ImageException {
        return new LosslessWebp(bitstream).read(width, height);
    }

    private long read(int width, int height) throws ImageException {
        int columns = width;
        boolean[] seen = new boolean[4];
        while (bits(1) == 1) {
            int transform = bits(2);
            if (seen[transform]) {
                throw ImageHeader.corrupt("the WebP has a transform twice");
            }
            seen[transform] = true;
            switch (transform) {
                case 0, 1 -> {
                    int size = bits(3) + 2;
                    image(shrunk(columns, size), shrunk(height, size));
                }
                case 3 -> {
                    int colours = bits(8) + 1;
                    image(colours, 1);
                    columns = shrunk(columns, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
                }
                default -> {
                    // green is subtracted: no data
                }
            }
        }
        int cached = cacheSize();
        long groups = 1;
        if (bits(1) == 1) {
            int size = bits(3) + 2;
            for (int pixel : image(shrunk(columns, size), shrunk(height, size))) {
                groups = Math.max(groups, 1 + ((pixel >> 8) & 0xffff));
            }
        }
        return groups * (TABLE_BYTES + (long) BYTES_PER_CACHED_COLOUR * cached);
    }

    private static int shrunk(int side, int bits) {
        return (side + (1 << bits) - 1) >> bits;
    }

    /** Entries of the colour cache; 0 for none. */
    private int cacheSize() throws ImageException {
        if (bits(1) == 0) {
            return 0;
        }
        int size = bits(4);
        if (size < 1 || size > 11) {
            throw ImageHeader.corrupt("the WebP has a colour cache of " + size + " bits");
        }
        return 1 << size;
    }

    /** An inner image, which has one group of codes. */
    private int[] image(int width, int height) throws ImageException {
        if ((long) width * height > MOST_PIXELS - pixels) {
            throw ImageHeader.tooLarge("the WebP's inner images have more than " + MOST_PIXELS + " pixels");
        }
        pixels += width * height;
        int cached = cacheSize();
        PrefixCode green = code(LITERALS + LENGTHS + cached);
        PrefixCode red = code(LITERALS);
        PrefixCode blue = code(LITERALS);
        PrefixCode alpha = code(LITERALS);
        PrefixCode distance = code(DISTANCES);
        int[] image = new int[width * height];
        int[] cache = new int[cached];
        int done = 0;
        while (done < image.length) {
            int symbol = green.next();
            int from = done;
            if (symbol < LITERALS) {
                image[done++] = (red.next() << 16) | (symbol << 8) | blue.next() | (alpha.next() << 24);
            } else if (symbol < LITERALS + LENGTHS) {
                int length = value(symbol - LITERALS);
                int back = distance(value(distance.next()), width);
                if (back > done || length > image.length - done) {
                    throw ImageHeader.corrupt("the WebP copies pixels that are not there");
                }
                for (int i = 0; i < length; i++, done++) {
                    image[done] = image[done - back];
                }
            } else {
                image[done++] = cache[symbol - LITERALS - LENGTHS];
            }
            for (int i = from; i < done && cached > 0; i++) {
                cache[(0x1e35a7bd * image[i]) >>> (32 - Integer.numberOfTrailingZeros(cached))] = image[i];
            }
        }
        return image;
    }

    /** A length or distance: small ones are symbols, of larger ones a symbol is the beginning. */
    private int value(int symbol) throws ImageException {
        if (symbol < 4) {
            return symbol + 1;
        }
        int extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + bits(extra) + 1;
    }

    private static int distance(int code, int width) {
        if (code > NEAR.length) {
            return code - NEAR.length;
        }
        int[] near = NEAR[code - 1];
        return Math.max(1, near[0] + near[1] * width);
    }

    /** The offsets by their distance; of equally far ones the nearer to the vertical first, left before right. */
    private static int[][] near() {
        String offsets = """
                0,1 1,0 1,1 -1,1 0,2 2,0 1,2 -1,2 2,1 -2,1 2,2 -2,2 0,3 3,0 1,3 -1,3 3,1 -3,1 2,3 -2,3 3,2 -3,2 \
                0,4 4,0 1,4 -1,4 4,1 -4,1 3,3 -3,3 2,4 -2,4 4,2 -4,2 0,5 3,4 -3,4 4,3 -4,3 5,0 1,5 -1,5 5,1 -5,1 \
                2,5 -2,5 5,2 -5,2 4,4 -4,4 3,5 -3,5 5,3 -5,3 0,6 6,0 1,6 -1,6 6,1 -6,1 2,6 -2,6 6,2 -6,2 4,5 -4,5 \
                5,4 -5,4 3,6 -3,6 6,3 -6,3 0,7 7,0 1,7 -1,7 5,5 -5,5 7,1 -7,1 4,6 -4,6 6,4 -6,4 2,7 -2,7 7,2 -7,2 \
                3,7 -3,7 7,3 -7,3 5,6 -5,6 6,5 -6,5 8,0 4,7 -4,7 7,4 -7,4 8,1 8,2 6,6 -6,6 8,3 5,7 -5,7 7,5 -7,5 \
                8,4 6,7 -6,7 7,6 -7,6 8,5 7,7 -7,7 8,6 8,7""";
        return Arrays.stream(offsets.split(" +"))
                .map(offset -> Arrays.stream(offset.split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .toArray(int[][]::new);
    }

    private int bits(int count) throws ImageException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= ((bytes.u8(at) >> bit) & 1) << i;
            bit = (bit + 1) & 7;
            at += bit == 0 ? 1 : 0;
        }
        return value;
    }

    private PrefixCode code(int symbols) throws ImageException {
        int[] lengths = new int[symbols];
        if (bits(1) == 1) {
            boolean two = bits(1) == 1;
            mark(lengths, bits(bits(1) == 0 ? 1 : 8));
            if (two) {
                mark(lengths, bits(8));
            }
            return new PrefixCode(lengths);
        }
        int[] ofLengths = new int[CODE_LENGTH_ORDER.length];
        int given = bits(4) + 4;
        for (int i = 0; i < given; i++) {
            ofLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        PrefixCode code = new PrefixCode(ofLengths);
        int left = bits(1) == 1 ? 2 + bits(2 + 2 * bits(3)) : symbols;
        int previous = 8;
        int symbol = 0;
        while (symbol < symbols && left-- > 0) {
            int length = code.next();
            if (length < 16) {
                lengths[symbol++] = length;
                previous = length == 0 ? previous : length;
                continue;
            }
            int repeat = length == 16 ? 3 + bits(2) : length == 17 ? 3 + bits(3) : 11 + bits(7);
            if (repeat > symbols - symbol) {
                throw ImageHeader.corrupt("the WebP has a prefix code with too many symbols");
            }
            Arrays.fill(lengths, symbol, symbol + repeat, length == 16 ? previous : 0);
            symbol += repeat;
        }
        return new PrefixCode(lengths);
    }

    private static void mark(int[] lengths, int symbol) throws ImageException {
        if (symbol >= lengths.length) {
            throw ImageHeader.corrupt("the WebP has a prefix code for a symbol that does not exist");
        }
        lengths[symbol] = 1;
    }

    /** A canonical prefix code, of at most 15 bits a symbol. */
    private final class PrefixCode {

        private final int[] counts = new int[16];
        private final int[] symbols;

        PrefixCode(int[] lengths) throws ImageException {
            int used = 0;
            for (int length : lengths) {
                counts[length]++;
                used += length == 0 ? 0 : 1;
            }
            if (used == 0) {
                throw ImageHeader.corrupt("the WebP has a prefix code without symbols");
            }
            symbols = new int[used];
            int[] starts = new int[16];
            for (int length = 1; length < 15; length++) {
                starts[length + 1] = starts[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] > 0) {
                    symbols[starts[lengths[symbol]]++] = symbol;
                }
            }
        }

        int next() throws ImageException {
            if (symbols.length == 1) {
                return symbols[0]; // takes no bits
            }
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw ImageHeader.corrupt("the WebP has bits that are no code");
        }
    }
}
