package io.inceptionstreams.image;

import static io.inceptionstreams.image.TestImages.bytes;
import static io.inceptionstreams.image.TestImages.chunk;
import static io.inceptionstreams.image.TestImages.concat;
import static io.inceptionstreams.image.TestImages.insert;
import static io.inceptionstreams.image.TestImages.quarters;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.lab.bombs.Bomb;
import io.inceptionstreams.lab.bombs.Bombs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that would cost a decoder much more than their pixels: they are refused, or what costs is left out. */
class CostlyImagesTest {

    @Test
    void compressedTextsOfAPngAreNotInflated() throws Exception {
        byte[] png = TestImages.png(quarters(299, 299));
        byte[] text = chunk("zTXt", concat("bomb\0\0".getBytes(ISO_8859_1), deflated(new byte[7 << 20], 1)));
        byte[] many = png;
        for (int i = 0; i < 100; i++) {
            many = insert(many, 33, text);
        }
        EncodedImage probed = EncodedImage.probe(many, DecodeSettings.defaults());

        assertThat(probed.pieces().length()).isEqualTo(png.length);
        assertThat(decode(many).pixels()).isEqualTo(decode(png).pixels());
    }

    @Test
    void zerosBehindTheDataOfAPngAreNotInflated() {
        byte[] header = Arrays.copyOf(TestImages.png(quarters(64, 48)), 33);
        byte[] data = deflated(new byte[1 << 20], 700);
        byte[] bomb = concat(header, chunk("IDAT", data), chunk("IEND", new byte[0]));

        assertRefused(bomb, Reason.IMAGE_CORRUPT, "behind its image");
        byte[] half = Arrays.copyOf(data, data.length / 2);
        byte[] split = concat(
                header,
                chunk("IDAT", half),
                chunk("IDAT", Arrays.copyOfRange(data, half.length, data.length)),
                chunk("IEND", new byte[0]));
        assertRefused(split, Reason.IMAGE_CORRUPT, "behind its image");
    }

    @Test
    void aLargePngOfFlatColourIsNoBomb() throws Exception {
        byte[] png = TestImages.png(new BufferedImage(5000, 4000, BufferedImage.TYPE_BYTE_GRAY));

        assertThat(decode(png).width()).isEqualTo(5000);
    }

    /** Sizes that real photos have: at 1/8 they take 13 bytes for each 64 pixels that they store. */
    @ParameterizedTest
    @CsvSource({"9248, 6944", "12000, 9000", "16320, 12240"})
    void aJpegOfManyMegapixelsIsDecodedAtAnEighth(int width, int height) throws Exception {
        byte[] jpeg = TestImages.jpeg(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));

        DecodedImage decoded = decode(jpeg);

        assertThat(decoded.width()).isEqualTo(width);
        assertThat(EncodedImage.probe(jpeg, DecodeSettings.defaults()).nativeBytes((long) width * height / 64, false))
                .isLessThan(16 << 20);
    }

    @ParameterizedTest
    @CsvSource({"7071, 7071, 0x22, 0x11", "12000, 4000, 0x11, 0x11", "6000, 6000, 0x41, 0x11"})
    void theCoefficientsOfAProgressiveJpegCount(int width, int height, String first, String others) {
        byte[] jpeg = concat(
                bytes(0xff, 0xd8, 0xff, 0xc2, 0, 17, 8, height >> 8, height, width >> 8, width, 3),
                bytes(1, Integer.decode(first), 0, 2, Integer.decode(others), 0, 3, Integer.decode(others), 0),
                bytes(0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0xff, 0xd9));
        long samples = first.equals("0x22") ? 6 : first.equals("0x41") ? 6 : 3;
        long units = first.equals("0x22") ? 4 : first.equals("0x41") ? 4 : 1;
        long coefficients = 2L * width * height * samples / units;
        long allowed = coefficients + coefficients / 50 + (1L * width * height / 16 + 100_000) * 3;

        assertThat(tooLarge(jpeg, Limits.bytes(allowed))).isFalse();
        assertThat(tooLarge(jpeg, Limits.bytes(coefficients))).isTrue();
    }

    @Test
    void losslessWebpTakesSevenBytesAPixel() {
        byte[] head = concat(
                "RIFF".getBytes(ISO_8859_1),
                bytes(30, 0, 0, 0),
                "WEBPVP8L".getBytes(ISO_8859_1),
                bytes(18, 0, 0, 0, 0x2f),
                // 8160 x 6120: 14 bits each, less one.
                bytes(0xdf, 0xdf, 0xe9, 0x05),
                new byte[13]);

        assertRefused(head, Reason.IMAGE_TOO_LARGE, "decode.max-bytes");
    }

    @Test
    void theGroupsOfALosslessWebpAreCounted() throws Exception {
        for (int side : new int[] {16, 64, 300, 900}) {
            byte[] webp = TestImages.webp(patches(side), 101);
            long bytes = LosslessWebp.tableBytes(new Bytes(webp).part(20, webp.length - 20), side, side);

            assertThat(bytes).as("side %d", side).isBetween(10_000L, 40L << 20);
            assertThat(decode(webp).width()).isEqualTo(side);
        }
    }

    @Test
    void aLosslessWebpOfManyGroupsIsRefused() {
        byte[] webp = ManyGroups.webp(1024, 1024, 60_000);

        assertRefused(webp, Reason.IMAGE_TOO_LARGE, "takes 7");
    }

    @Test
    void millionsOfSegmentsCostNoMoreThanFew() {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.writeBytes(bytes(0xff, 0xd8));
        for (int i = 0; i < 100_000; i++) {
            jpeg.writeBytes(bytes(0xff, 0xdd, 0, 4, 0, 0, 0xff, 0xfe, 0, 2));
        }

        assertRefused(jpeg.toByteArray(), Reason.IMAGE_CORRUPT, "more than 10000 separate parts");
    }

    /** Each table that is built is 128 kB; what is not used is not built. */
    @Test
    void aJpegOfNothingButTablesIsReadOnce() throws Exception {
        byte[] oneCode = new byte[17];
        oneCode[0] = 1;
        byte[] table = concat(bytes(0xff, 0xc4, 0, 20, 0), oneCode);
        byte[] tables = new byte[10_000_000 / table.length * table.length];
        for (int at = 0; at < tables.length; at += table.length) {
            System.arraycopy(table, 0, tables, at, table.length);
        }
        byte[] jpeg = TestImages.jpeg(quarters(64, 48));
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] many = insert(jpeg, 2, tables);
        long before = threads.getCurrentThreadAllocatedBytes();

        EncodedImage.probe(many, DecodeSettings.defaults());

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(500 << 20);
    }

    /** Of a PNG that is too large, nothing is inflated to find out how much there is of it. */
    @Test
    void aPngOfTooManyPixelsIsRefusedBeforeItsDataIsLookedAt() {
        byte[] header = concat(
                bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
                chunk("IHDR", bytes(0, 1, 0, 0, 0, 1, 0, 0, 8, 0, 0, 0, 0)));
        byte[] bomb = concat(header, chunk("IDAT", new byte[5_000_000]), chunk("IEND", new byte[0]));

        assertRefused(bomb, Reason.IMAGE_TOO_LARGE, "decode.max-pixels");
    }

    /** Each makes OpenCV's decoder build its table anew. */
    @Test
    void aGifOfClearCodesCostsNoMoreThanItsCodes() throws Exception {
        Bomb bomb = Bombs.all().stream()
                .filter(each -> each.kind().contains("clear codes"))
                .findFirst()
                .orElseThrow();

        assertThat(decode(bomb.bytes().get()).width()).isEqualTo(299);
    }

    @Test
    void furtherPalettesAndTransparenciesOfAPngAreLeftOut() throws Exception {
        byte[] png = TestImages.png(quarters(64, 48));
        byte[] one = insert(png, 33, chunk("tRNS", new byte[6]));
        byte[] many = insert(one, 33, chunk("tRNS", new byte[6]));

        assertThat(EncodedImage.probe(many, DecodeSettings.defaults()).pieces().length())
                .isEqualTo(one.length);
    }

    private static boolean tooLarge(byte[] image, DecodeSettings limits) {
        try {
            EncodedImage probed = EncodedImage.probe(image, limits);
            long pixels = (probed.header().pixels() + 63) / 64;
            limits.check(probed, pixels, false);
            return false;
        } catch (ImageException e) {
            assertThat(e.rejected().reason()).as(e.getMessage()).isEqualTo(Reason.IMAGE_TOO_LARGE);
            return true;
        }
    }

    private static void assertRefused(byte[] image, Reason reason, String detail) {
        assertThatThrownBy(() -> decode(image)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e).hasMessageContaining(detail);
            assertThat(e.rejected().reason()).isEqualTo(reason);
        });
    }

    private static DecodedImage decode(byte[] image) throws ImageException {
        return new ImageDecoder(DecodeSettings.defaults(), new Target(299, 299, Target.Interpolation.AREA))
                .decode(image);
    }

    /** Patches of other statistics each, so that an encoder makes many groups. */
    private static BufferedImage patches(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(side);
        for (int i = 0; i < side * side; i++) {
            int x = i % side;
            int y = i / side;
            int patch = x / 32 * 31 + y / 32 * 17;
            image.setRGB(
                    x, y, patch % 3 == 0 ? random.nextInt(0x1000000) : patch * 0x010307 + random.nextInt(patch + 1));
        }
        return image;
    }

    private static byte[] deflated(byte[] piece, int times) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int i = 0; i <= times; i++) {
            if (i < times) {
                deflater.setInput(piece);
            } else {
                deflater.finish();
            }
            for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        deflater.end();
        return out.toByteArray();
    }

    /** Writes the head of a lossless WebP whose entropy image names many groups, as no encoder would. */
    private static final class ManyGroups {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int bits;
        private int count;

        static byte[] webp(int width, int height, int groups) {
            ManyGroups w = new ManyGroups();
            w.write(width - 1, 14);
            w.write(height - 1, 14);
            w.write(0, 4); // opaque, version 0
            w.write(0, 1); // no transform
            w.write(0, 1); // no colour cache
            w.write(1, 1); // an entropy image
            w.write(0, 3); // of blocks of 4x4
            w.write(0, 1); // without a colour cache
            w.eightBitCode(256 + 24); // green: the low byte
            w.eightBitCode(256); // red: the high byte
            for (int i = 0; i < 3; i++) { // blue, alpha, distance: 0
                w.write(1, 1);
                w.write(0, 1);
                w.write(0, 1);
                w.write(0, 1);
            }
            for (int i = 0; i < width / 4 * (height / 4); i++) {
                int group = i % groups;
                w.write(Integer.reverse(group & 0xff) >>> 24, 8);
                w.write(Integer.reverse(group >> 8) >>> 24, 8);
            }
            w.write(0, 16);
            byte[] data = w.out.toByteArray();
            ByteBuffer riff = ByteBuffer.allocate(21 + data.length + 3).order(ByteOrder.LITTLE_ENDIAN);
            riff.put("RIFF".getBytes(ISO_8859_1)).putInt(riff.capacity() - 8);
            riff.put("WEBPVP8L".getBytes(ISO_8859_1))
                    .putInt(1 + data.length)
                    .put((byte) 0x2f)
                    .put(data);
            return riff.array();
        }

        /** A code of 8 bits for the symbols 0 to 255, by a code of lengths that has 0 and 8. */
        private void eightBitCode(int symbols) {
            write(0, 1); // not the simple form
            write(12 - 4, 4); // lengths of the first twelve in the format's order: ..., 8 is the twelfth
            for (int i = 0; i < 12; i++) {
                write(i == 2 || i == 11 ? 1 : 0, 3);
            }
            write(0, 1); // all symbols are given
            for (int i = 0; i < symbols; i++) {
                write(i < 256 ? 1 : 0, 1);
            }
        }

        private void write(int value, int length) {
            for (int i = 0; i < length; i++) {
                bits |= ((value >> i) & 1) << count++;
                if (count == 8) {
                    out.write(bits);
                    bits = 0;
                    count = 0;
                }
            }
        }
    }
}
