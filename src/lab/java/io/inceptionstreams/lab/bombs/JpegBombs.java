package io.inceptionstreams.lab.bombs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** JPEGs, written by hand. */
final class JpegBombs {

    private static final String FORMAT = "jpeg";
    private static final int BASELINE = 0xc0;
    private static final int PROGRESSIVE = 0xc2;

    /** A sampling factor of one in both directions. */
    private static final int ONE = 0x11;

    private JpegBombs() {}

    static List<Bomb> all() {
        List<Bomb> all = new ArrayList<>();
        all.add(bomb("200 MP, grey, flat", out -> flat(out, 16320, 12240, ONE)));
        all.add(bomb("1000 MP, grey, flat", out -> flat(out, 31620, 31620, ONE)));
        all.add(bomb("330 MP, three components, flat", out -> flat(out, 18200, 18200, ONE, ONE, ONE)));
        all.add(bomb("250 MP, four components, flat", out -> flat(out, 15800, 15800, ONE, ONE, ONE, ONE)));
        all.add(bomb("1000 MP, four components, no data", out -> {
            frame(out, BASELINE, 31620, 31620, ONE, ONE, ONE, ONE);
            tables(out);
            scan(out, 0, 63, 0, 4);
        }));
        all.add(bomb("49 MP, one row", out -> flat(out, 65500, 760, ONE, ONE, ONE)));
        all.add(bomb("48 MP, 4:2:0, dense", out -> {
            frame(out, BASELINE, 8000, 6000, 0x22, ONE, ONE);
            tables(out);
            scan(out, 0, 63, 0, 3);
            random(out, 19_000_000);
        }));
        all.add(bomb("150 MP, dense coefficients", out -> {
            frame(out, BASELINE, 12240, 12240, ONE, ONE, ONE);
            out.bytes(0xff, 0xc4).u16(20).bytes(0x00).bytes(oneCode(0));
            out.bytes(0xff, 0xc4).u16(20).bytes(0x10).bytes(oneCode(1)); // each coefficient takes two bits
            scan(out, 0, 63, 0, 3);
            out.zeros(19_500_000);
        }));
        for (int megapixels : new int[] {31, 20, 8}) {
            int side = (int) Math.sqrt(megapixels * 1e6);
            int scans = Math.min(32, 1000 / megapixels);
            all.add(bomb(megapixels + " MP, progressive, 4:2:0, " + scans + " scans without data", out -> {
                frame(out, PROGRESSIVE, side, side, 0x22, ONE, ONE);
                tables(out);
                scan(out, 0, 0, 1, 3);
                for (int i = 1; i < scans; i++) {
                    scan(out, 1, 63, 0, 1);
                }
            }));
            all.add(bomb(megapixels + " MP, progressive, 4:4:4, " + scans + " refining scans", out -> {
                frame(out, PROGRESSIVE, side, side, ONE, ONE, ONE);
                denseTables(out);
                scan(out, 0, 0, 0, 3);
                random(out, 2_000_000);
                for (int i = 1; i < scans; i++) {
                    scan(out, 1, 63, i == 1 ? 0x01 : 0x10, 1);
                    random(out, 17_000_000 / scans);
                }
            }));
            all.add(bomb(megapixels + " MP, " + scans + " scans of all components", out -> {
                frame(out, BASELINE, side, side, ONE, ONE, ONE);
                tables(out);
                for (int i = 0; i < scans; i++) {
                    scan(out, 0, 63, 0, 3);
                    out.zeros(Math.min(18_000_000 / scans, side * side / 64 * 6 / 8 + 8));
                }
            }));
        }
        all.add(bomb("50 MP, progressive, 4:4:4", out -> {
            frame(out, PROGRESSIVE, 7071, 7071, ONE, ONE, ONE);
            scan(out, 0, 0, 0, 3);
        }));
        all.add(bomb("24 MP, progressive, CMYK", out -> {
            frame(out, PROGRESSIVE, 4900, 4900, ONE, ONE, ONE, ONE);
            tables(out);
            scan(out, 0, 0, 0, 4);
        }));
        all.add(bomb("65500x65500", out -> {
            frame(out, BASELINE, 65500, 65500, ONE);
            tables(out);
            scan(out, 0, 63, 0, 1);
        }));
        all.add(around(
                "a million Huffman tables",
                out -> out.bytes(0xff, 0xc4).u16(20).bytes(0).bytes(oneCode(0))));
        all.add(around(
                "quantisation tables",
                out -> out.bytes(0xff, 0xdb).u16(67).zeros(1).bytes(ones(64))));
        all.add(around("restart intervals", out -> out.bytes(0xff, 0xdd).u16(4).u16(1)));
        all.add(around("comments", out -> out.bytes(0xff, 0xfe).u16(2)));
        all.add(around("fill bytes", out -> out.bytes(0xff, 0xff, 0xff, 0xff)));
        all.add(around("bytes between segments", out -> out.bytes(0xff, 0x00, 0x12)));
        all.add(bomb("restarts in a scan", out -> {
            frame(out, BASELINE, 16000, 16000, ONE);
            tables(out);
            out.bytes(0xff, 0xdd).u16(4).u16(1);
            scan(out, 0, 63, 0, 1);
            for (int i = 0; i < 6_000_000; i++) {
                out.bytes(0x3f, 0xff, 0xd0 + i % 8);
            }
        }));
        all.add(bomb("fill bytes in a scan", out -> {
            frame(out, BASELINE, 299, 299, ONE);
            tables(out);
            scan(out, 0, 63, 0, 1);
            for (int i = 0; i < 6_000_000; i++) {
                out.bytes(0xff, 0xff, 0x00);
            }
        }));
        all.add(bomb("19 MB behind a scan of 299x299", out -> {
            frame(out, BASELINE, 299, 299, ONE);
            tables(out);
            scan(out, 0, 63, 0, 1);
            random(out, 19_000_000);
        }));
        return all;
    }

    private static Bomb bomb(String kind, Consumer<BitSink> content) {
        return new Bomb(FORMAT, kind, () -> {
            BitSink out = new BitSink().bytes(0xff, 0xd8);
            content.accept(out);
            return out.bytes(0xff, 0xd9).toByteArray();
        });
    }

    /** A small image behind as many of a segment as fit. */
    private static Bomb around(String kind, Consumer<BitSink> segment) {
        return bomb(kind, out -> {
            while (out.size() < Bomb.MOST_BYTES - 10_000) {
                segment.accept(out);
            }
            flat(out, 299, 299, ONE);
        });
    }

    /** All blocks black: two bits each. */
    private static void flat(BitSink out, int width, int height, int... sampling) {
        frame(out, BASELINE, width, height, sampling);
        tables(out);
        scan(out, 0, 63, 0, sampling.length);
        long blocks = (width + 7L) / 8 * ((height + 7L) / 8) * sampling.length;
        out.zeros((int) Math.min(Bomb.MOST_BYTES - 1000, blocks / 4 + 1));
    }

    private static void frame(BitSink out, int kind, int width, int height, int... sampling) {
        out.bytes(0xff, 0xdb).u16(67).zeros(1).bytes(ones(64));
        out.bytes(0xff, kind).u16(8 + 3 * sampling.length).bytes(8).u16(height).u16(width);
        out.bytes(sampling.length);
        for (int i = 0; i < sampling.length; i++) {
            out.bytes(i + 1, sampling[i], 0);
        }
    }

    /** One code of one bit in each: no difference, and the end of a block. */
    private static void tables(BitSink out) {
        out.bytes(0xff, 0xc4).u16(20).bytes(0x00).bytes(oneCode(0));
        out.bytes(0xff, 0xc4).u16(20).bytes(0x10).bytes(oneCode(0));
    }

    /** Codes of four bits for differences, of eight for any run and size. */
    private static void denseTables(BitSink out) {
        byte[] differences = new byte[16 + 12];
        differences[3] = 12;
        byte[] coefficients = new byte[16 + 128];
        coefficients[7] = (byte) 128;
        for (int i = 0; i < 128; i++) {
            coefficients[16 + i] = (byte) (i % 8 * 16 + (i % 5 == 0 ? 0 : 1));
        }
        for (int i = 0; i < 12; i++) {
            differences[16 + i] = (byte) (i % 4);
        }
        out.bytes(0xff, 0xc4).u16(3 + differences.length).bytes(0x00).bytes(differences);
        out.bytes(0xff, 0xc4).u16(3 + coefficients.length).bytes(0x10).bytes(coefficients);
    }

    private static byte[] oneCode(int symbol) {
        byte[] table = new byte[17];
        table[0] = 1;
        table[16] = (byte) symbol;
        return table;
    }

    private static byte[] ones(int length) {
        byte[] ones = new byte[length];
        java.util.Arrays.fill(ones, (byte) 1);
        return ones;
    }

    /** @param bits the high and the low bit of the approximation, four bits each */
    private static void scan(BitSink out, int from, int to, int bits, int components) {
        out.bytes(0xff, 0xda).u16(6 + 2 * components).bytes(components);
        for (int i = 0; i < components; i++) {
            out.bytes(i + 1, 0);
        }
        out.bytes(from, to, bits);
    }

    private static void random(BitSink out, int length) {
        byte[] random = new byte[length];
        new Random(length).nextBytes(random);
        for (int i = 0; i < length; i++) {
            random[i] &= 0x7f; // no marker, and no code that is not in the tables
        }
        out.bytes(random);
    }
}
