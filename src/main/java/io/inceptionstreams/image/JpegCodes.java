package io.inceptionstreams.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG's Huffman codes as they are before one scan, and its codes counted through without making pixels. Tables are
 * only noted while the file is walked, and built by the count: a file of nothing but tables costs no more than its bytes.
 * Not thread-safe.
 */
final class JpegCodes {

    private static final int TABLES = 4;
    private static final int LONGEST = 16;

    /** Class 0 (DC), then class 1 (AC): the last definition of each, counts by length and then symbols. */
    private final @Nullable Bytes[] definitions = new Bytes[2 * TABLES];

    /** What each 16 bits begin with, as length << 8 | symbol; 0: no code. */
    private final char[] @Nullable [] tables = new char[2 * TABLES][];

    /** The same tables; what is read later does not change them. */
    JpegCodes copy() {
        JpegCodes copy = new JpegCodes();
        System.arraycopy(definitions, 0, copy.definitions, 0, definitions.length);
        return copy;
    }

    /** Reads a DHT segment. */
    void read(Bytes segment) throws ImageException {
        int at = 0;
        while (at < segment.length()) {
            int id = segment.u8(at++);
            if ((id & 15) >= TABLES || id >> 4 > 1) {
                throw ImageHeader.corrupt("the JPEG has a Huffman table with the number " + id);
            }
            int length = LONGEST;
            for (int i = 0; i < LONGEST; i++) {
                length += segment.u8(at + i);
            }
            definitions[TABLES * (id >> 4) + (id & 15)] = segment.part(at, length);
            at += length;
        }
    }

    private char[] table(int number) throws ImageException {
        char[] known = tables[number];
        if (known != null) {
            return known;
        }
        Bytes definition = definitions[number];
        if (definition == null) {
            throw ImageHeader.corrupt("the JPEG lacks a Huffman table");
        }
        char[] table = new char[1 << LONGEST];
        int symbols = LONGEST;
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            for (int i = definition.u8(length - 1); i > 0; i--) {
                int from = code << (LONGEST - length);
                int to = from + (1 << (LONGEST - length));
                if (to > table.length) {
                    throw ImageHeader.corrupt("the JPEG has a Huffman table with too many codes");
                }
                Arrays.fill(table, from, to, (char) ((length << 8) | definition.u8(symbols++)));
                code++;
            }
            code <<= 1;
        }
        tables[number] = table;
        return table;
    }

    /**
     * The units of a scan whose codes are all there, up to {@code units}.
     *
     * @param dc the DC table of each block of a unit
     * @param ac the AC table of each block of a unit
     * @param withAc whether blocks have coefficients behind the first
     */
    long count(
            Bytes bytes,
            int from,
            int to,
            int[] dc,
            int[] ac,
            int blocks,
            boolean withAc,
            long units,
            int restartInterval)
            throws ImageException {
        Bits bits = new Bits(bytes, from, to);
        for (long unit = 0; unit < units; unit++) {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
                bits.restart();
            }
            for (int block = 0; block < blocks; block++) {
                bits.skip(symbol(bits, dc[block] & 3) & 15);
                for (int k = 1; withAc && k < 64; k++) {
                    int symbol = symbol(bits, TABLES + (ac[block] & 3));
                    int size = symbol & 15;
                    if (size == 0 && symbol >> 4 < 15) {
                        break; // the end of the block
                    }
                    k += symbol >> 4;
                    bits.skip(size);
                }
            }
            if (bits.overrun()) {
                return unit;
            }
        }
        return units;
    }

    /** The next symbol; 0 for bits that are no code, as libjpeg takes them. */
    private int symbol(Bits bits, int table) throws ImageException {
        int found = table(table)[bits.peek16()];
        bits.skip(found == 0 ? LONGEST : found >> 8);
        return found & 0xff;
    }

    /** The bits of a scan, whose FF are followed by 00. */
    private static final class Bits {

        private final Bytes bytes;
        private final int to;
        private int at;
        private long buffer;
        private int buffered;
        private boolean atMarker;
        /** Zero bits behind the data that were taken. */
        private int lent;

        Bits(Bytes bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        int peek16() throws ImageException {
            while (buffered < LONGEST) {
                int next = next();
                if (next < 0) {
                    lent += 8;
                }
                buffer = (buffer << 8) | Math.max(0, next);
                buffered += 8;
            }
            return (int) (buffer >>> (buffered - LONGEST)) & 0xffff;
        }

        /** At most 16. */
        void skip(int count) throws ImageException {
            peek16();
            buffered -= count;
        }

        /** Whether bits were taken that are not there. */
        boolean overrun() {
            return lent > buffered;
        }

        /** Goes on behind the next restart marker. */
        void restart() throws ImageException {
            if (overrun()) {
                return;
            }
            buffered = 0;
            lent = 0;
            while (at < to) {
                if (bytes.u8(at++) == 0xff && at < to && JpegProbe.isRestart(bytes.u8(at))) {
                    at++;
                    atMarker = false;
                    return;
                }
            }
            atMarker = true;
        }

        private int next() throws ImageException {
            if (atMarker || at >= to) {
                return -1;
            }
            int value = bytes.u8(at);
            if (value != 0xff) {
                at++;
                return value;
            }
            int next = at + 1;
            while (next < to && bytes.u8(next) == 0xff) {
                next++;
            }
            if (next < to && bytes.u8(next) == 0) {
                at = next + 1;
                return 0xff;
            }
            atMarker = true; // a restart marker, or the end
            return -1;
        }
    }
}
