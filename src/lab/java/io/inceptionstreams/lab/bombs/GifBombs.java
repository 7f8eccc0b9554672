package io.inceptionstreams.lab.bombs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** GIFs. */
final class GifBombs {

    private static final String FORMAT = "gif";
    private static final int CLEAR = 256;
    private static final int END = 257;

    private GifBombs() {}

    static List<Bomb> all() {
        List<Bomb> all = new ArrayList<>();
        for (int megapixels : new int[] {50, 24, 12}) {
            int side = (int) Math.sqrt(megapixels * 1e6);
            all.add(new Bomb(
                    FORMAT, megapixels + " MP, long runs", () -> image(side, side, false, runs((long) side * side))));
            all.add(new Bomb(
                    FORMAT,
                    megapixels + " MP, long runs, interlaced, transparent",
                    () -> image(side, side, true, runs((long) side * side))));
        }
        all.add(new Bomb(FORMAT, "15 MP of single codes", () -> image(4000, 3750, false, singles(4000 * 3750))));
        all.add(new Bomb(FORMAT, "17 million clear codes", () -> image(299, 299, false, clears(17_000_000))));
        all.add(new Bomb(FORMAT, "blocks of one byte", () -> {
            BitSink out = header(299, 299, false);
            byte[] data = runs(299 * 299);
            for (byte each : data) {
                out.bytes(1, each);
            }
            for (int i = 0; i < 9_000_000; i++) {
                out.bytes(1, 0);
            }
            return out.bytes(0, 0x3b).toByteArray();
        }));
        all.add(before("comments", out -> out.bytes(0x21, 0xfe, 0)));
        all.add(before("controls", out -> out.bytes(0x21, 0xf9, 4, 0, 0, 0, 0, 0)));
        all.add(new Bomb(FORMAT, "a million frames", () -> {
            BitSink out = new BitSink().bytes(image(299, 299, false, runs(299 * 299)));
            while (out.size() < Bomb.MOST_BYTES - 100) {
                out.bytes(0x2c).u16le(0).u16le(0).u16le(65535).u16le(65535).bytes(0, 8, 1, 0, 0);
            }
            return out.toByteArray();
        }));
        all.add(new Bomb(FORMAT, "screen of 65535x65535", () -> {
            byte[] small = image(299, 299, false, runs(299 * 299));
            for (int i = 6; i < 10; i++) {
                small[i] = (byte) 0xff;
            }
            return small;
        }));
        return all;
    }

    private static Bomb before(String kind, Consumer<BitSink> block) {
        return new Bomb(FORMAT, "millions of " + kind, () -> {
            BitSink out = screen(299, 299);
            while (out.size() < Bomb.MOST_BYTES - 200_000) {
                block.accept(out);
            }
            return frame(out, 299, 299, false, runs(299 * 299));
        });
    }

    private static byte[] image(int width, int height, boolean interlaced, byte[] codes) {
        BitSink out = screen(width, height);
        if (interlaced) {
            out.bytes(0x21, 0xf9, 4, 1, 0, 0, 0, 0);
        }
        return frame(out, width, height, interlaced, codes);
    }

    private static byte[] frame(BitSink out, int width, int height, boolean interlaced, byte[] codes) {
        descriptor(out, width, height, interlaced);
        for (int at = 0; at < codes.length; at += 255) {
            int length = Math.min(255, codes.length - at);
            out.bytes(length).bytes(Arrays.copyOfRange(codes, at, at + length));
        }
        return out.bytes(0, 0x3b).toByteArray();
    }

    private static BitSink header(int width, int height, boolean interlaced) {
        return descriptor(screen(width, height), width, height, interlaced);
    }

    private static BitSink screen(int width, int height) {
        return new BitSink()
                .text("GIF89a")
                .u16le(width)
                .u16le(height)
                .bytes(0xf7, 0, 0)
                .zeros(768);
    }

    private static BitSink descriptor(BitSink out, int width, int height, boolean interlaced) {
        return out.bytes(0x2c).u16le(0).u16le(0).u16le(width).u16le(height).bytes(interlaced ? 0x40 : 0, 8);
    }

    /** Each code is the run before and one pixel more, until the table is full; then it begins again. */
    private static byte[] runs(long pixels) {
        BitSink out = new BitSink();
        long left = pixels;
        while (left > 0) {
            out.bits(CLEAR, 9).bits(0, 9);
            left--;
            int length = 2;
            for (int next = END + 1; next < 4095 && left > 0; next++, length++) {
                out.bits(next, width(next));
                left -= length;
            }
            // The next clear code must have the width that the table has by now.
            for (int i = 0; i < 60_000 && left > 0 && length > 3000; i++) {
                out.bits(4094, 12);
                left -= length - 1;
            }
            if (left > 0) {
                out.bits(CLEAR, 12);
                return more(out, left);
            }
        }
        return out.bits(END, 12).flush().toByteArray();
    }

    private static byte[] more(BitSink out, long left) {
        for (long i = 0; i < left; i++) {
            out.bits(0, 9).bits(CLEAR, 9);
        }
        return out.bits(END, 9).flush().toByteArray();
    }

    private static int width(int next) {
        return next < 512 ? 9 : next < 1024 ? 10 : next < 2048 ? 11 : 12;
    }

    private static byte[] singles(int pixels) {
        BitSink out = new BitSink();
        for (int i = 0; i < pixels; i++) {
            if (i % 250 == 0) {
                out.bits(CLEAR, 9);
            }
            out.bits(i % 256, 9);
        }
        return out.bits(END, 9).flush().toByteArray();
    }

    private static byte[] clears(int count) {
        BitSink out = new BitSink();
        for (int i = 0; i < count; i++) {
            out.bits(CLEAR, 9);
        }
        return out.bytes(runs(299 * 299)).toByteArray();
    }
}
