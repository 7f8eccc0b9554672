package io.inceptionstreams.image;

import static io.inceptionstreams.image.TestImages.bytes;
import static io.inceptionstreams.image.TestImages.chunk;
import static io.inceptionstreams.image.TestImages.concat;
import static io.inceptionstreams.image.TestImages.insert;
import static io.inceptionstreams.image.TestImages.jpegWithSegment;
import static io.inceptionstreams.image.TestImages.quarters;
import static io.inceptionstreams.image.TestImages.sample;
import static io.inceptionstreams.image.TestImages.tiff;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that deviate from their format's book, and that every browser shows: they come out as their clean twins. */
class WhatBrowsersShowTest {

    private static final byte[] JPEG = sample("rocket.jpg");
    private static final byte[] PNG = sample("chelsea.png");
    private static final int SOS = 0xda;

    @Test
    void bytesBetweenTwoSegmentsOfAJpegAreSkipped() throws Exception {
        int tables = marker(JPEG, 0xdb);
        for (byte[] junk :
                new byte[][] {bytes(0), bytes(1, 2), bytes(0xff, 0), bytes(0xff, 0xff, 0xff), new byte[3000]}) {
            assertLikeTwin(insert(JPEG, tables, junk), JPEG);
        }
    }

    @Test
    void aLengthThatIsTooShortLeavesBytesThatAreSkipped() throws Exception {
        byte[] comment = jpegWithSegment(JPEG, 0xe5, "an editor wrote this".getBytes(US_ASCII));
        comment[5] = (byte) (comment[5] - 9);

        assertLikeTwin(comment, JPEG);
    }

    @Test
    void aFillByteBeforeAStuffedOneIsSkipped() throws Exception {
        int scan = marker(JPEG, SOS);
        int stuffed = scan;
        while (JPEG[stuffed] != (byte) 0xff || JPEG[stuffed + 1] != 0) {
            stuffed++;
        }

        assertLikeTwin(insert(JPEG, stuffed, bytes(0xff)), JPEG);
        assertLikeTwin(insert(JPEG, stuffed, bytes(0xff, 0xff, 0xff)), JPEG);
    }

    @Test
    void theEndOfTheFileIsTheEndOfAJpegWhoseDataIsComplete() throws Exception {
        byte[] endless = Arrays.copyOf(JPEG, JPEG.length - 2);

        assertLikeTwin(endless, JPEG);
        assertLikeTwin(concat(endless, "<!-- cached -->".getBytes(US_ASCII)), JPEG);
        assertLikeTwin(concat(endless, new byte[100]), JPEG);
        assertLikeTwin(concat(endless, bytes(0xff)), JPEG);
        byte[] progressive = TestImages.progressiveJpeg(quarters(200, 150));
        assertLikeTwin(Arrays.copyOf(progressive, progressive.length - 2), progressive);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30, 60, 75})
    void aTornJpegIsRefusedWhateverItsEnd(int percent) {
        int scan = marker(JPEG, SOS);
        byte[] torn = Arrays.copyOf(JPEG, scan + (JPEG.length - scan) * percent / 100);

        assertRefused(torn, "% of its data; decode.min-complete is 0.9");
        assertRefused(concat(torn, bytes(0xff, 0xd9)), "% of its data");
    }

    @Test
    void aTornProgressiveJpegIsRefusedWhereScansAreMissing() {
        byte[] whole = TestImages.progressiveJpeg(noise(300, 200));
        int third = marker(whole, SOS, 3);

        assertRefused(concat(Arrays.copyOf(whole, third), bytes(0xff, 0xd9)), "% of its data");
        int first = marker(whole, SOS);
        assertRefused(concat(Arrays.copyOf(whole, first + 400), bytes(0xff, 0xd9)), "% of its data");
    }

    @Test
    void aJpegBehindAJpegWithoutAnEndIsAnotherImage() throws Exception {
        byte[] endless = Arrays.copyOf(JPEG, JPEG.length - 2);

        assertLikeTwin(concat(endless, TestImages.jpeg(noise(64, 48))), JPEG);
        int scan = marker(JPEG, SOS);
        assertRefused(
                concat(Arrays.copyOf(JPEG, (scan + JPEG.length) / 2), TestImages.jpeg(noise(64, 48))), "% of its data");
    }

    /** The first scans have all coefficients, the later ones their last bits. */
    @Test
    void aTornProgressiveJpegIsRefusedWhereLowBitsAreMissing() throws Exception {
        byte[] whole = TestImages.progressiveJpeg(noise(300, 200));
        int scans = 0;
        for (int i = 0; i < whole.length - 1; i++) {
            scans += (whole[i] & 0xff) == 0xff && (whole[i + 1] & 0xff) == SOS ? 1 : 0;
        }

        assertThat(scans).isEqualTo(10);
        for (int count = 6; count <= scans - 2; count++) {
            int next = marker(whole, SOS, count + 1);
            assertRefused(concat(Arrays.copyOf(whole, next), bytes(0xff, 0xd9)), "% of its data");
        }
        assertThat(decode(whole).width()).isEqualTo(300);
    }

    @Test
    void aJpegWhoseRestartMarkersAreMissingIsTorn() {
        BufferedImage grey = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        byte[] whole = withRestarts(grey);
        int scan = marker(whole, SOS) + 10;
        int third = (whole.length - 2 - scan) / 9 * 3;
        // From the middle, so that the last rows are there.
        byte[] torn = concat(
                Arrays.copyOf(whole, scan + third), Arrays.copyOfRange(whole, whole.length - third, whole.length));

        assertRefused(torn, "% of its data");
    }

    @Test
    void aShareIsTheUsersToChoose() throws Exception {
        int scan = marker(JPEG, SOS);
        byte[] half = concat(Arrays.copyOf(JPEG, scan + (JPEG.length - scan) / 2), bytes(0xff, 0xd9));

        assertThat(new ImageDecoder(Limits.complete(0.2), target(299))
                        .decode(half)
                        .width())
                .isEqualTo(640);
    }

    @Test
    void aGreyImageIsNotATornOne() throws Exception {
        BufferedImage grey = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400 * 300; i++) {
            grey.setRGB(i % 400, i / 400, i < 100 * 400 ? 0x336699 : 0x808080);
        }

        assertThat(decode(TestImages.jpeg(grey)).width()).isEqualTo(400);
        assertThat(decode(TestImages.progressiveJpeg(grey)).width()).isEqualTo(400);
        // With restart markers, of which the codes are counted over too.
        assertThat(decode(withRestarts(grey)).width()).isEqualTo(400);
    }

    @Test
    void aPngThatLacksOnlyItsEndIsWhole() throws Exception {
        assertLikeTwin(Arrays.copyOf(PNG, PNG.length - 12), PNG);
        assertLikeTwin(Arrays.copyOf(PNG, PNG.length - 4), PNG);
        assertLikeTwin(Arrays.copyOf(PNG, PNG.length - 9), PNG);
        byte[] cutText = concat(Arrays.copyOf(PNG, PNG.length - 12), bytes(0, 0, 1, 0, 't', 'E', 'X', 't', 'a', 'b'));
        assertLikeTwin(cutText, PNG);
    }

    /** The last chunk of data ends with the checksum of the pixels and its own. */
    @Test
    void aPngMayLackTheChecksumsOfItsData() throws Exception {
        for (int cut = 12; cut <= 20; cut++) {
            assertLikeTwin(Arrays.copyOf(PNG, PNG.length - cut), PNG);
        }
        assertRefused(Arrays.copyOf(PNG, PNG.length - 40), "the PNG is truncated: chunk IDAT claims");
        assertRefused(Arrays.copyOf(PNG, PNG.length / 2), "the PNG is truncated: chunk IDAT claims");
    }

    @Test
    void anAnimatedPngIsItsDefaultImage() throws Exception {
        byte[] control = chunk("acTL", bytes(0, 0, 0, 2, 0, 0, 0, 0));
        byte[] animated = insert(PNG, 33, concat(control, chunk("fcTL", new byte[26])));
        byte[] late = insert(animated, animated.length - 12, chunk("fdAT", new byte[100]));

        assertLikeTwin(late, PNG);
        assertLikeTwin(insert(PNG, PNG.length - 12, control), PNG);
    }

    @Test
    void anOrientationBehindThePixelsDoesNotCount() throws Exception {
        byte[] behind = insert(PNG, PNG.length - 12, chunk("eXIf", tiff(6, true)));

        assertLikeTwin(behind, PNG);
    }

    @Test
    void anAnimatedWebpIsItsFirstFrame() throws Exception {
        byte[] first = TestImages.webp(quarters(64, 48), 90);
        byte[] second = TestImages.webp(quarters(48, 64), 101);

        assertLikeTwin(animation(64, 64, first, second), first);
        assertLikeTwin(animation(64, 64, second, first), second);
    }

    @Test
    void whatAWebpLacksBehindItsImageDoesNotMatter() throws Exception {
        byte[] webp = TestImages.webp(quarters(64, 48), 90);
        byte[] animated = animation(64, 64, webp, TestImages.webp(quarters(48, 64), 101));
        byte[] extended = extended(webp, 64, 48, tiff(1, true));
        byte[] claims = webp.clone();
        ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length);

        assertLikeTwin(claims, webp);
        assertLikeTwin(Arrays.copyOf(animated, animated.length - 30), webp);
        assertLikeTwin(Arrays.copyOf(extended, extended.length - 10), webp);
        assertRefused(Arrays.copyOf(webp, webp.length - 4), "the WebP is truncated");
    }

    @Test
    void theExifOfAWebpMayHaveTheJpegsPrefix() throws Exception {
        byte[] webp = TestImages.webp(quarters(64, 48), 90);
        byte[] plain = extended(webp, 64, 48, tiff(6, true));
        byte[] prefixed = extended(webp, 64, 48, concat("Exif\0\0".getBytes(US_ASCII), tiff(6, true)));

        assertThat(decode(plain).width()).isEqualTo(48);
        assertLikeTwin(prefixed, plain);
    }

    @ParameterizedTest
    @CsvSource({"gif, 640, 480", "bmp, 640, 480", "gif, 1, 1", "bmp, 3, 2", "gif, 299, 299", "bmp, 299, 299"})
    void gifsAndBmpsAreDecoded(String format, int width, int height) throws Exception {
        byte[] image = written(quarters(width, height), format);

        DecodedImage decoded = decode(image);

        assertThat(decoded.format()).isEqualTo(format);
        assertThat(decoded.width()).isEqualTo(width);
        assertThat(decoded.height()).isEqualTo(height);
        if (width > 3) {
            assertThat(meanDifference(decoded, decode(TestImages.png(quarters(width, height)))))
                    .isLessThan(0.5);
        }
    }

    @Test
    void aGifsFramesBehindTheFirstAndItsCommentsDoNotMatter() throws Exception {
        byte[] gif = written(quarters(64, 48), "gif");
        byte[] comment = bytes(0x21, 0xfe, 3, 'a', 'b', 'c', 0);
        int frame = 13 + (3 << ((gif[10] & 7) + 1));
        byte[] second = concat(Arrays.copyOf(gif, gif.length - 1), bytes(0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff));

        assertLikeTwin(insert(gif, frame, comment), gif);
        assertLikeTwin(second, gif);
        assertLikeTwin(Arrays.copyOf(gif, gif.length - 1), gif);
        assertLikeTwin(Arrays.copyOf(gif, gif.length - 2), gif);
    }

    @Test
    void aGifThatLacksItsLastRowsIsLabelled() throws Exception {
        byte[] gif = written(noise(100, 80), "gif");

        DecodedImage decoded = decode(Arrays.copyOf(gif, gif.length * 97 / 100));

        assertThat(meanDifference(decoded, decode(gif))).isLessThan(10);
    }

    @Test
    void anInterlacedGifIsTheSame() throws Exception {
        BufferedImage image = quarters(64, 47);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }

        assertLikeTwin(written(image, "gif"), bytes.toByteArray());
    }

    /** In blocks of its data, the last one of which may be cut off where all pixels are there already. */
    @Test
    void aGifMayLackTheEndOfItsLastBlock() throws Exception {
        byte[] gif = written(quarters(64, 48), "gif");
        byte[] longer = concat(Arrays.copyOf(gif, gif.length - 2), bytes(200, 1, 2, 0));
        assertLikeTwin(longer, gif);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 50, 80})
    void aTornGifIsRefused(int percent) throws Exception {
        byte[] gif = written(noise(100, 80), "gif");

        assertRefused(Arrays.copyOf(gif, 13 + 768 + (gif.length - 13 - 768) * percent / 100), "of its 8000 pixels");
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "64, 48", "128, 96", "0, 0"})
    void aGifIsItsFrameWhateverItsScreen(int width, int height) throws Exception {
        byte[] gif = written(quarters(64, 48), "gif");
        byte[] twin = gif.clone();
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) width)
                .putShort(8, (short) height);

        assertLikeTwin(gif, twin);
    }

    @Test
    void aTransparentGifLiesOnTheBackground() throws Exception {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 64 * 24; i++) {
            image.setRGB(i % 64, i / 64, 0xff2040c0);
        }

        DecodedImage decoded = decode(written(image, "gif"));

        assertThat(rgb(decoded, 20, 280)).isEqualTo(0xffffff);
        assertThat(rgb(decoded, 20, 20) & 0xff).isGreaterThan(0x90);
    }

    @Test
    void aTruncatedBmpIsRefused() throws Exception {
        byte[] bmp = written(quarters(64, 48), "bmp");

        assertRefused(Arrays.copyOf(bmp, bmp.length - 1), "the BMP is truncated");
    }

    /** Rows are filled up to four bytes; some writers leave the last one as it is. */
    @Test
    void aBmpMayLackThePaddingOfItsLastRow() throws Exception {
        byte[] bmp = written(quarters(63, 48), "bmp"); // 189 bytes a row, and 3

        assertLikeTwin(Arrays.copyOf(bmp, bmp.length - 3), bmp);
        assertRefused(Arrays.copyOf(bmp, bmp.length - 4), "the BMP is truncated");
    }

    @Test
    void aBmpsReservedBytesDoNotMatter() throws Exception {
        byte[] bmp = written(quarters(64, 48), "bmp");
        byte[] reserved = bmp.clone();
        reserved[6] = 1;
        reserved[8] = 7;

        assertLikeTwin(reserved, bmp);
    }

    /** OpenCV does not look at them, and would show other colours. */
    @ParameterizedTest
    @CsvSource({"0xff0000, 0xff00, 0xff, true", "0xff000000, 0xff0000, 0xff00, false", "0xff, 0xff00, 0xff0000, false"})
    void aBmpWithUnusualMasksIsRefused(String red, String green, String blue, boolean labelled) throws Exception {
        ByteBuffer bmp = ByteBuffer.allocate(66 + 4 * 64 * 48).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put(bytes('B', 'M')).putInt(bmp.capacity()).putInt(0).putInt(66);
        bmp.putInt(40).putInt(64).putInt(48).putShort((short) 1).putShort((short) 32);
        bmp.putInt(3).putInt(4 * 64 * 48).putInt(0).putInt(0).putInt(0).putInt(0);
        bmp.putInt(Long.decode(red).intValue());
        bmp.putInt(Long.decode(green).intValue());
        bmp.putInt(Long.decode(blue).intValue());

        if (labelled) {
            assertThat(decode(bmp.array()).format()).isEqualTo("bmp");
        } else {
            assertThatThrownBy(() -> decode(bmp.array())).hasMessageContaining("masked in an unusual way");
        }
    }

    @Test
    void aFormatCanBeSwitchedOff() throws Exception {
        ImageDecoder decoder = new ImageDecoder(Limits.formats(ImageFormat.JPEG), target(299));

        assertThat(decoder.decode(JPEG).format()).isEqualTo("jpeg");
        assertThatThrownBy(() -> decoder.decode(PNG)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e.rejected().reason()).isEqualTo(Reason.IMAGE_UNSUPPORTED);
            assertThat(e).hasMessageContaining("decode.formats").hasMessageContaining("png");
        });
    }

    private static void assertLikeTwin(byte[] odd, byte[] twin) throws ImageException {
        DecodedImage expected = decode(twin);
        DecodedImage decoded = decode(odd);
        assertThat(decoded.width()).isEqualTo(expected.width());
        assertThat(decoded.height()).isEqualTo(expected.height());
        assertThat(decoded.pixels()).isEqualTo(expected.pixels());
    }

    private static void assertRefused(byte[] image, String detail) {
        assertThatThrownBy(() -> decode(image)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e.rejected().reason()).as(e.getMessage()).isEqualTo(Reason.IMAGE_CORRUPT);
            assertThat(e).hasMessageContaining(detail);
        });
    }

    private static DecodedImage decode(byte[] image) throws ImageException {
        return new ImageDecoder(DecodeSettings.defaults(), target(299)).decode(image);
    }

    private static Target target(int side) {
        return new Target(side, side, Target.Interpolation.AREA);
    }

    private static int rgb(DecodedImage image, int x, int y) {
        int at = 3 * (299 * y + x);
        return IntStream.range(0, 3)
                .reduce(0, (rgb, i) -> (rgb << 8) | (image.pixels().get(at + i) & 0xff));
    }

    private static double meanDifference(DecodedImage a, DecodedImage b) {
        long sum = 0;
        for (int i = 0; i < a.pixels().limit(); i++) {
            sum += Math.abs((a.pixels().get(i) & 0xff) - (b.pixels().get(i) & 0xff));
        }
        return sum / (double) a.pixels().limit();
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage noise = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int i = 0; i < width * height; i++) {
            noise.setRGB(i % width, i / width, random.nextInt(0x1000000));
        }
        return noise;
    }

    private static byte[] written(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /** A JPEG of one component with a restart after each unit: written by hand, all blocks of one grey. */
    private static byte[] withRestarts(BufferedImage like) {
        int units = (like.getWidth() + 7) / 8 * ((like.getHeight() + 7) / 8);
        byte[] head = bytes(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0);
        byte[] quantisers = new byte[64];
        Arrays.fill(quantisers, (byte) 1);
        // DC: one code of one bit for a difference of 0; AC: one code of one bit for the end of a block.
        byte[] oneCode = new byte[17];
        oneCode[0] = 1;
        byte[] frame = bytes(
                0xff,
                0xc0,
                0,
                11,
                8,
                like.getHeight() >> 8,
                like.getHeight(),
                like.getWidth() >> 8,
                like.getWidth(),
                1,
                1,
                0x11,
                0);
        ByteArrayOutputStream scan = new ByteArrayOutputStream();
        for (int i = 0; i < units; i++) {
            scan.write(0x3f); // two zero bits, and ones to fill the byte
            if (i < units - 1) {
                scan.write(0xff);
                scan.write(0xd0 + i % 8);
            }
        }
        return concat(
                head,
                quantisers,
                bytes(0xff, 0xc4, 0, 20, 0x00),
                oneCode,
                bytes(0xff, 0xc4, 0, 20, 0x10),
                oneCode,
                bytes(0xff, 0xdd, 0, 4, 0, 1),
                frame,
                bytes(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0),
                scan.toByteArray(),
                bytes(0xff, 0xd9));
    }

    private static byte[] animation(int width, int height, byte[]... stills) {
        byte[] frames = new byte[0];
        for (byte[] still : stills) {
            byte[] data = Arrays.copyOfRange(still, 12, still.length);
            byte[] header = bytes(0, 0, 0, 0, 0, 0, 63, 0, 0, 63, 0, 0, 100, 0, 0, 0);
            frames = concat(frames, riffChunk("ANMF", concat(header, data)));
        }
        byte[] canvas = riffChunk("VP8X", bytes(2, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0));
        return riff(concat(canvas, riffChunk("ANIM", new byte[6]), frames));
    }

    private static byte[] extended(byte[] still, int width, int height, byte[] exif) {
        byte[] canvas = riffChunk("VP8X", bytes(8, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0));
        return riff(concat(canvas, Arrays.copyOfRange(still, 12, still.length), riffChunk("EXIF", exif)));
    }

    private static byte[] riff(byte[] chunks) {
        return riffChunk("RIFF", concat("WEBP".getBytes(US_ASCII), chunks));
    }

    private static byte[] riffChunk(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + (content.length & 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(type.getBytes(US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static int marker(byte[] jpeg, int marker) {
        return marker(jpeg, marker, 1);
    }

    private static int marker(byte[] jpeg, int marker, int count) {
        int found = 0;
        for (int i = 0; i < jpeg.length - 1; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker && ++found == count) {
                return i;
            }
        }
        throw new IllegalArgumentException("there are " + found);
    }
}
