package io.inceptionstreams.lab.bombs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** BMPs. */
final class BmpBombs {

    private static final String FORMAT = "bmp";

    private BmpBombs() {}

    static List<Bomb> all() {
        List<Bomb> all = new ArrayList<>();
        for (int megapixels : new int[] {50, 24}) {
            int side = (int) Math.sqrt(megapixels * 1e6);
            all.add(new Bomb(
                    FORMAT,
                    megapixels + " MP, 1 bit",
                    () -> image(side, side, 1, 0, out -> out.zeros((side + 31) / 32 * 4 * side))));
            for (int bits : new int[] {4, 8}) {
                int compression = bits == 8 ? 1 : 2;
                all.add(new Bomb(
                        FORMAT,
                        megapixels + " MP, runs of " + bits + " bits",
                        () -> image(side, side, bits, compression, out -> {
                            for (int row = 0; row < side; row++) {
                                for (int left = side; left > 0; left -= 255) {
                                    out.bytes(Math.min(255, left), 0);
                                }
                                out.bytes(0, 0);
                            }
                            out.bytes(0, 1);
                        })));
                all.add(new Bomb(
                        FORMAT,
                        megapixels + " MP, skipped, " + bits + " bits",
                        () -> image(side, side, bits, compression, out -> {
                            for (int at = 0; at < side; at += 255) {
                                out.bytes(0, 2, 0, Math.min(255, side - at));
                            }
                            out.bytes(0, 1);
                        })));
                all.add(new Bomb(
                        FORMAT,
                        megapixels + " MP, no runs of " + bits + " bits",
                        () -> image(side, side, bits, compression, out -> out.bytes(0, 1))));
            }
        }
        for (int bits : new int[] {4, 8}) {
            all.add(new Bomb(
                    FORMAT,
                    "empty runs, " + bits + " bits",
                    () -> image(299, 299, bits, bits == 8 ? 1 : 2, out -> out.zeros(19_000_000))));
            all.add(new Bomb(
                    FORMAT,
                    "skips of nothing, " + bits + " bits",
                    () -> image(299, 299, bits, bits == 8 ? 1 : 2, out -> {
                        for (int i = 0; i < 4_900_000; i++) {
                            out.bytes(0, 2, 0, 0);
                        }
                    })));
        }
        all.add(new Bomb(
                FORMAT,
                "one column of 4.9 million rows",
                () -> image(1, 4_900_000, 24, 0, out -> out.zeros(19_600_000))));
        all.add(new Bomb(
                FORMAT,
                "one row of 150 million columns",
                () -> image(150_000_000, 1, 1, 0, out -> out.zeros(19_000_000))));
        return all;
    }

    private static byte[] image(int width, int height, int bits, int compression, Consumer<BitSink> pixels) {
        int colours = bits <= 8 ? 1 << bits : 0;
        BitSink out = new BitSink()
                .text("BM")
                .u32le(0)
                .u32le(0)
                .u32le(54 + 4 * colours)
                .u32le(40)
                .u32le(width)
                .u32le(height)
                .u16le(1)
                .u16le(bits)
                .u32le(compression)
                .zeros(20)
                .zeros(4 * colours);
        pixels.accept(out);
        return out.toByteArray();
    }
}
