package io.inceptionstreams.image;

import static io.inceptionstreams.image.TestImages.jpeg;
import static io.inceptionstreams.image.TestImages.jpegWithExif;
import static io.inceptionstreams.image.TestImages.png;
import static io.inceptionstreams.image.TestImages.pngWithChunk;
import static io.inceptionstreams.image.TestImages.quarters;
import static io.inceptionstreams.image.TestImages.sample;
import static io.inceptionstreams.image.TestImages.stored;
import static io.inceptionstreams.image.TestImages.tiff;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.Target.Interpolation;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private static final int RED = 0xff0000;
    private static final int GREEN = 0x00ff00;
    private static final int BLUE = 0x0000ff;
    private static final int YELLOW = 0xffff00;

    @Test
    void anImageOfTheTargetsSizeIsExact() throws Exception {
        BufferedImage noise = noise(299, 299);

        DecodedImage decoded = decoder(299, 299).decode(png(noise));

        assertPixelsEqual(decoded, noise);
        assertThat(decoded.pixels().isDirect()).isTrue();
        assertThat(decoded.pixels().remaining()).isEqualTo(299 * 299 * 3);
    }

    @ParameterizedTest
    @CsvSource({
        "chelsea.png, 451, 300, png",
        "coffee.png, 600, 400, png",
        "astronaut.png, 512, 512, png",
        "camera.png, 512, 512, png",
        "rocket.jpg, 640, 427, jpeg",
    })
    void decodesPhotos(String name, int width, int height, String format) throws Exception {
        byte[] bytes = sample(name);

        DecodedImage decoded = decoder(299, 299).decode(bytes);

        assertThat(decoded.width()).isEqualTo(width);
        assertThat(decoded.height()).isEqualTo(height);
        assertThat(decoded.format()).isEqualTo(format);
        // The rocket is in Adobe RGB; Java would convert it, the decoder and the training's libraries do not.
        byte[] plain = format.equals("jpeg") ? TestImages.jpegWithoutSegments(bytes, 0xe2) : bytes;
        assertMeanColourIs(decoded, ImageIO.read(new ByteArrayInputStream(plain)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsPngsUprightExactly(int orientation) throws Exception {
        BufferedImage upright = noise(40, 30);
        byte[] png = pngWithChunk(png(stored(upright, orientation)), "eXIf", tiff(orientation, orientation % 2 == 0));

        DecodedImage decoded = decoder(40, 30).decode(png);

        assertPixelsEqual(decoded, upright);
        assertThat(decoded.width()).isEqualTo(40);
        assertThat(decoded.height()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsJpegsUprightAtReducedScale(int orientation) throws Exception {
        byte[] stored = jpegWithExif(jpeg(stored(quarters(640, 480), orientation)), tiff(orientation, true));

        DecodedImage decoded = decoder(64, 48).decode(stored);

        assertThat(decoded.width()).isEqualTo(640);
        assertThat(decoded.height()).isEqualTo(480);
        assertQuarters(decoded, 64, 48);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void turnsWebpsUpright(int orientation) throws Exception {
        byte[] webp = TestImages.webp(stored(quarters(64, 48), orientation), 90);

        DecodedImage decoded = decoder(64, 48).decode(webpWithExif(webp, orientation));

        assertThat(decoded.width()).isEqualTo(64);
        assertThat(decoded.format()).isEqualTo("webp");
        assertQuarters(decoded, 64, 48);
    }

    @Test
    void losslessWebpIsExact() throws Exception {
        BufferedImage noise = noise(50, 40);

        assertPixelsEqual(decoder(50, 40).decode(TestImages.webp(noise, 101)), noise);
    }

    @ParameterizedTest
    @CsvSource({"300, 300", "598, 598", "599, 700", "2400, 2400", "5000, 2400", "298, 298", "100, 2400", "1, 1"})
    void scalesJpegsOfAnySize(int width, int height) throws Exception {
        DecodedImage decoded = decoder(299, 299).decode(jpeg(quarters(width, height)));

        assertThat(decoded.width()).isEqualTo(width);
        assertThat(decoded.height()).isEqualTo(height);
        if (width > 1) {
            assertQuarters(decoded, 299, 299);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AREA", "BILINEAR"})
    void scalesPngs(Interpolation interpolation) throws Exception {
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), new Target(100, 60, interpolation));

        assertQuarters(decoder.decode(png(quarters(640, 480))), 100, 60);
        assertQuarters(decoder.decode(png(quarters(20, 20))), 100, 60);
    }

    @Test
    void areaIsTheMeanOfWhatAPixelCovers() throws Exception {
        BufferedImage checks = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            checks.setRGB(i % 4, i / 4, (i + i / 4) % 2 == 0 ? 0 : 0xc86432);
        }

        DecodedImage decoded = decoder(2, 2).decode(png(checks));

        for (int i = 0; i < 4; i++) {
            assertThat(rgb(decoded, 2, i % 2, i / 2)).isEqualTo(0x643219);
        }
    }

    @Test
    void decodesProgressiveJpegs() throws Exception {
        assertQuarters(decoder(299, 299).decode(TestImages.progressiveJpeg(quarters(640, 480))), 299, 299);
    }

    @Test
    void greyBecomesRgb() throws Exception {
        BufferedImage grey = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(3, 4, 0, 200);

        DecodedImage ofPng = decoder(20, 20).decode(png(grey));
        DecodedImage ofJpeg = decoder(20, 20).decode(jpeg(grey));

        assertThat(rgb(ofPng, 20, 3, 4)).isEqualTo(0xc8c8c8);
        assertThat(rgb(ofPng, 20, 4, 4)).isZero();
        assertClose(rgb(ofJpeg, 20, 3, 4), 0xc8c8c8, 12);
    }

    @Test
    void sixteenBitsBecomeEight() throws Exception {
        BufferedImage grey = new BufferedImage(10, 10, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(3, 4, 0, 0x80ff);

        assertThat(rgb(decoder(10, 10).decode(png(grey)), 10, 3, 4)).isIn(0x808080, 0x818181);
    }

    @Test
    void palettesBecomeRgb() throws Exception {
        BufferedImage indexed = new BufferedImage(10, 10, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.getGraphics().drawImage(quarters(10, 10), 0, 0, null);

        assertQuarters(decoder(10, 10).decode(png(indexed)), 10, 10);
    }

    @ParameterizedTest
    @CsvSource({
        "DROP, 123456, 123456, 654321, ffffff",
        "WHITE, 123456, 8899aa, ffffff, ffffff",
        "BLACK, 123456, 091a2b, 000000, 010101",
        "CHECKER, 123456, 8899aa, ffffff, ffffff",
    })
    void aTransparentImageLiesOnItsBackground(DecodeSettings.Alpha alpha, String a, String b, String c, String d)
            throws Exception {
        BufferedImage translucent = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
        translucent.setRGB(0, 0, 0xff123456);
        translucent.setRGB(1, 0, 0x80123456);
        translucent.setRGB(2, 0, 0x00654321);
        translucent.setRGB(3, 0, 0x01ffffff);
        ImageDecoder decoder = new ImageDecoder(Limits.alpha(alpha), new Target(4, 1, Interpolation.AREA));

        DecodedImage decoded = decoder.decode(png(translucent));

        List<Integer> expected =
                Stream.of(a, b, c, d).map(hex -> Integer.parseInt(hex, 16)).toList();
        for (int x = 0; x < 4; x++) {
            assertClose(rgb(decoded, 4, x, 0), expected.get(x), alpha == DecodeSettings.Alpha.DROP ? 0 : 1);
        }
    }

    @Test
    void squaresLieUnderATransparentImage() throws Exception {
        BufferedImage nothing = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        ImageDecoder decoder =
                new ImageDecoder(Limits.alpha(DecodeSettings.Alpha.CHECKER), new Target(32, 32, Interpolation.AREA));

        DecodedImage decoded = decoder.decode(png(nothing));

        assertThat(rgb(decoded, 32, 0, 0)).isEqualTo(0xffffff);
        assertThat(rgb(decoded, 32, 8, 0)).isEqualTo(0xcccccc);
        assertThat(rgb(decoded, 32, 8, 8)).isEqualTo(0xffffff);
    }

    @Test
    void aPictureInTheTransparencyIsSeenAsViewersSeeIt() throws Exception {
        BufferedImage hidden = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 64 * 64; i++) {
            hidden.setRGB(i % 64, i / 64, (i % 64 < 32 ? 0xff : 0x40) << 24);
        }

        DecodedImage decoded = decoder(64, 64).decode(png(hidden));

        assertClose(rgb(decoded, 64, 10, 10), 0x000000, 0);
        assertClose(rgb(decoded, 64, 50, 10), 0xbfbfbf, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTransparentImageIsTurnedAndScaledLikeAnOpaqueOne(int orientation) throws Exception {
        BufferedImage opaque = stored(quarters(640, 480), orientation);
        BufferedImage translucent =
                new BufferedImage(opaque.getWidth(), opaque.getHeight(), BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 640 * 480; i++) {
            int x = i % opaque.getWidth();
            int y = i / opaque.getWidth();
            translucent.setRGB(x, y, opaque.getRGB(x, y));
        }
        byte[] png = pngWithChunk(png(translucent), "eXIf", tiff(orientation, true));

        assertQuarters(decoder(64, 48).decode(png), 64, 48);
    }

    @Test
    void transparencyOfSixteenBitsAndOfPalettesIsBlended() throws Exception {
        BufferedImage indexed = new BufferedImage(
                8,
                8,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(
                        8, 2, new byte[] {10, 20}, new byte[] {10, 20}, new byte[] {10, 20}, new byte[] {0, -1}));
        indexed.getRaster().setSample(3, 3, 0, 1);
        ComponentColorModel sixteen = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                true,
                false,
                java.awt.Transparency.TRANSLUCENT,
                DataBuffer.TYPE_USHORT);
        BufferedImage deep = new BufferedImage(sixteen, sixteen.createCompatibleWritableRaster(8, 8), false, null);
        deep.getRaster().setPixel(3, 3, new int[] {0x1414, 0x1414, 0x1414, 0xffff});

        for (BufferedImage image : List.of(indexed, deep)) {
            DecodedImage decoded = decoder(8, 8).decode(png(image));
            assertThat(rgb(decoded, 8, 0, 0)).isEqualTo(0xffffff);
            assertClose(rgb(decoded, 8, 3, 3), 0x141414, 1);
        }
    }

    @Test
    void cmykJpegsHaveTheRightColours() throws Exception {
        // Adobe stores CMYK inverted: 255 is no ink. Cyan and magenta ink give blue; yellow and magenta give red.
        WritableRaster inverted = Raster.createInterleavedRaster(0, 32, 32, 4, null);
        for (int i = 0; i < 32 * 32; i++) {
            int[] ink = i % 32 < 16 ? new int[] {0, 0, 255, 255} : new int[] {255, 0, 0, 255};
            inverted.setPixel(i % 32, i / 32, ink);
        }

        DecodedImage decoded = decoder(32, 32).decode(TestImages.cmykJpeg(inverted));

        assertClose(rgb(decoded, 32, 4, 16), BLUE, 12);
        assertClose(rgb(decoded, 32, 28, 16), RED, 12);
    }

    @Test
    void refusesWhatIsNotAnImage() {
        assertRefused("hello, this is a text file".getBytes(UTF_8), Reason.IMAGE_UNSUPPORTED);
        assertRefused(new byte[0], Reason.IMAGE_UNSUPPORTED);
        assertRefused("GIF89a".getBytes(UTF_8), Reason.IMAGE_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocket.jpg", "camera.png"})
    void refusesTruncatedFilesWhereverTheyEnd(String name) {
        byte[] whole = sample(name);
        for (int percent = 0; percent < 90; percent += 7) {
            byte[] part = Arrays.copyOf(whole, Math.max(20, whole.length * percent / 100));

            assertRefused(part, Reason.IMAGE_CORRUPT);
        }
    }

    @Test
    void refusesDamagedPngs() {
        byte[] png = sample("camera.png");
        png[png.length / 2] ^= 0x55;

        assertRefused(png, Reason.IMAGE_CORRUPT);
    }

    @Test
    void refusesAPngWhoseDataEndsEarly() {
        byte[] png = png(quarters(100, 100));
        byte[] small = png(quarters(10, 10));
        // The header of the large image before the data of the small one.
        byte[] mixed = TestImages.concat(Arrays.copyOf(png, 33), Arrays.copyOfRange(small, 33, small.length));

        assertRefused(mixed, Reason.IMAGE_CORRUPT);
    }

    @Test
    void decodesInManyThreadsAndFreesWhatItTook() throws Exception {
        ImageDecoder decoder = decoder(299, 299);
        byte[] photo = sample("rocket.jpg");
        ByteBuffer expected = decoder.decode(photo).pixels();
        long before = Pointer.totalBytes();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<DecodedImage> work = () -> decoder.decode(photo);
            List<Future<DecodedImage>> decoded = threads.invokeAll(Collections.nCopies(40, work));

            for (Future<DecodedImage> each : decoded) {
                assertThat(each.get().pixels()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(Pointer.totalBytes()).isEqualTo(before);
    }

    @Test
    void pixelsThatAreGivenBackAreTheNextImages() throws Exception {
        ImageDecoder decoder = decoder(8, 8);
        byte[] small = png(noise(8, 8));
        DecodedImage first = decoder.decode(small);
        ByteBuffer second = decoder.decode(png(quarters(8, 8))).pixels();
        assertThat(second).isNotSameAs(first.pixels());
        ByteBuffer expected =
                ByteBuffer.allocate(8 * 8 * 3).put(first.pixels().duplicate()).flip();

        decoder.recycle(first);
        assertThatThrownBy(() -> decoder.decode(new byte[] {1})).isInstanceOf(ImageException.class);
        ByteBuffer third = decoder.decode(small).pixels();

        assertThat(third).isSameAs(first.pixels()).isEqualTo(expected);
    }

    @Test
    void anImageThatDoesNotDecodeTakesNoBufferWithIt() throws Exception {
        ImageDecoder decoder = decoder(8, 8);
        byte[] good = png(noise(8, 8));
        byte[] broken = good.clone();
        Arrays.fill(broken, 60, broken.length - 30, (byte) 0);
        DecodedImage first = decoder.decode(good);
        decoder.recycle(first);

        assertThatThrownBy(() -> decoder.decode(broken)).isInstanceOf(ImageException.class);

        assertThat(decoder.decode(good).pixels()).isSameAs(first.pixels());
    }

    private static ImageDecoder decoder(int width, int height) {
        return new ImageDecoder(DecodeSettings.defaults(), new Target(width, height, Interpolation.AREA));
    }

    private static void assertRefused(byte[] bytes, Reason reason) {
        assertThatThrownBy(() -> decoder(299, 299).decode(bytes))
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.rejected().reason())
                                .as(e.getMessage())
                                .isEqualTo(reason));
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage noise = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < width * height; i++) {
            noise.setRGB(i % width, i / width, random.nextInt(0x1000000));
        }
        return noise;
    }

    private static byte[] webpWithExif(byte[] simple, int orientation) {
        // RIFF, size, WEBP, VP8X (flags with Exif, 3 reserved bytes, canvas less one), the image's chunk, EXIF.
        byte[] image = Arrays.copyOfRange(simple, 12, simple.length);
        boolean turned = orientation >= 5;
        int width = turned ? 48 : 64;
        int height = turned ? 64 : 48;
        byte[] extended =
                TestImages.bytes('V', 'P', '8', 'X', 10, 0, 0, 0, 0x08, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0);
        byte[] tiff = tiff(orientation, true);
        byte[] exif = TestImages.concat(TestImages.bytes('E', 'X', 'I', 'F', tiff.length, 0, 0, 0), tiff);
        byte[] body = TestImages.concat(TestImages.bytes('W', 'E', 'B', 'P'), extended, image, exif);
        return TestImages.concat(
                TestImages.bytes('R', 'I', 'F', 'F', body.length, body.length >> 8, body.length >> 16, 0), body);
    }

    private static int rgb(DecodedImage image, int width, int x, int y) {
        int at = (y * width + x) * 3;
        ByteBuffer pixels = image.pixels();
        return (pixels.get(at) & 0xff) << 16 | (pixels.get(at + 1) & 0xff) << 8 | (pixels.get(at + 2) & 0xff);
    }

    private static void assertPixelsEqual(DecodedImage decoded, BufferedImage expected) {
        int width = expected.getWidth();
        for (int y = 0; y < expected.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                assertThat(rgb(decoded, width, x, y)).isEqualTo(expected.getRGB(x, y) & 0xffffff);
            }
        }
    }

    private static void assertQuarters(DecodedImage decoded, int width, int height) {
        assertClose(rgb(decoded, width, width / 4, height / 4), RED, 12);
        assertClose(rgb(decoded, width, width * 3 / 4, height / 4), GREEN, 12);
        assertClose(rgb(decoded, width, width / 4, height * 3 / 4), BLUE, 12);
        assertClose(rgb(decoded, width, width * 3 / 4, height * 3 / 4), YELLOW, 12);
    }

    private static void assertClose(int rgb, int expected, int tolerance) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(rgb >> shift & 0xff)
                    .as("%06x is about %06x", rgb, expected)
                    .isCloseTo(expected >> shift & 0xff, within(tolerance));
        }
    }

    /** Scaling and another JPEG decoder change pixels, but hardly the mean. */
    private static void assertMeanColourIs(DecodedImage decoded, BufferedImage source) {
        for (int channel = 0; channel < 3; channel++) {
            long sum = 0;
            for (int at = channel; at < decoded.pixels().limit(); at += 3) {
                sum += decoded.pixels().get(at) & 0xff;
            }
            // Samples, not getRGB: Java applies a gamma to grey.
            int band = Math.min(channel, source.getRaster().getNumBands() - 1);
            double expected = 0;
            for (int i = 0; i < source.getWidth() * source.getHeight(); i++) {
                expected += source.getRaster().getSample(i % source.getWidth(), i / source.getWidth(), band);
            }
            expected /= source.getWidth() * (double) source.getHeight();
            assertThat(sum / (299.0 * 299)).isCloseTo(expected, within(1.0));
        }
    }
}
