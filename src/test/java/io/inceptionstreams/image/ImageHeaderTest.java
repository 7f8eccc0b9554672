package io.inceptionstreams.image;

import static io.inceptionstreams.image.TestImages.bytes;
import static io.inceptionstreams.image.TestImages.chunk;
import static io.inceptionstreams.image.TestImages.concat;
import static io.inceptionstreams.image.TestImages.insert;
import static io.inceptionstreams.image.TestImages.jpeg;
import static io.inceptionstreams.image.TestImages.jpegWithExif;
import static io.inceptionstreams.image.TestImages.jpegWithSegment;
import static io.inceptionstreams.image.TestImages.png;
import static io.inceptionstreams.image.TestImages.pngWithChunk;
import static io.inceptionstreams.image.TestImages.progressiveJpeg;
import static io.inceptionstreams.image.TestImages.quarters;
import static io.inceptionstreams.image.TestImages.tiff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.testing.RandomCases;
import io.inceptionstreams.testing.RandomValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {

    private static final DecodeSettings LIMITS = DecodeSettings.defaults();
    private static final byte[] JPEG = jpeg(quarters(64, 48));
    private static final byte[] PNG = png(quarters(64, 48));
    private static final byte[] WEBP = TestImages.webp(quarters(64, 48), 90);
    private static final byte[] LOSSLESS_WEBP = TestImages.webp(quarters(64, 48), 101);

    @Test
    void readsSizes() throws ImageException {
        assertThat(probe(JPEG)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 64, 48, Orientation.UPRIGHT));
        assertThat(probe(progressiveJpeg(quarters(64, 48)))).isEqualTo(probe(JPEG));
        assertThat(probe(PNG)).isEqualTo(new ImageHeader(ImageFormat.PNG, 64, 48, Orientation.UPRIGHT));
        assertThat(probe(WEBP)).isEqualTo(new ImageHeader(ImageFormat.WEBP, 64, 48, Orientation.UPRIGHT));
        assertThat(probe(LOSSLESS_WEBP)).isEqualTo(new ImageHeader(ImageFormat.WEBP, 64, 48, Orientation.UPRIGHT));
    }

    @ParameterizedTest
    @CsvSource({
        "1, UPRIGHT",
        "2, MIRRORED",
        "3, UPSIDE_DOWN",
        "4, MIRRORED_UPSIDE_DOWN",
        "5, TRANSPOSED",
        "6, TURNED_LEFT",
        "7, TRANSVERSED",
        "8, TURNED_RIGHT",
        "0, UPRIGHT",
        "9, UPRIGHT"
    })
    void readsOrientationsInBothByteOrders(int value, Orientation orientation) throws ImageException {
        assertThat(probe(jpegWithExif(JPEG, tiff(value, true))).orientation()).isEqualTo(orientation);
        assertThat(probe(jpegWithExif(JPEG, tiff(value, false))).orientation()).isEqualTo(orientation);
        assertThat(probe(pngWithChunk(PNG, "eXIf", tiff(value, false))).orientation())
                .isEqualTo(orientation);
    }

    @Test
    void brokenExifIsIgnored() throws ImageException {
        byte[] farAway = tiff(6, true);
        farAway[7] = 0x7f; // the directory would be 2 GB away

        assertThat(probe(jpegWithExif(JPEG, farAway)).orientation()).isEqualTo(Orientation.UPRIGHT);
        assertThat(probe(jpegWithExif(JPEG, Arrays.copyOf(tiff(6, true), 12))).orientation())
                .isEqualTo(Orientation.UPRIGHT);
        assertThat(probe(jpegWithExif(JPEG, bytes(1, 2, 3))).orientation()).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void refusesAJpegThatClaimsFourBillionPixels() {
        byte[] jpeg = JPEG.clone();
        int frame = frame(jpeg);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 0xffff).putShort(frame + 7, (short) 0xffff);

        assertRefused(jpeg, Reason.IMAGE_TOO_LARGE, "65535x65535", "decode.max-scan-pixels = 1000000000");
    }

    @Test
    void refusesAPngThatClaimsMorePixelsThanALongHolds() {
        byte[] png = PNG.clone();
        ByteBuffer.wrap(png).putInt(16, -1).putInt(20, -1);

        assertRefused(png, Reason.IMAGE_TOO_LARGE, "4294967295x4294967295");
    }

    @Test
    void countsPixelsExactly() throws ImageException {
        assertThat(decode(PNG, Limits.pixels(64 * 48)).width()).isEqualTo(64);
        assertThatThrownBy(() -> decode(PNG, Limits.pixels(64 * 48 - 1)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("64x48 pixels are more than decode.max-pixels = 3071");
    }

    @Test
    void countsThePixelsAndBytesOfTheScaleOfDecoding() throws ImageException {
        byte[] large = jpeg(quarters(1600, 1200));
        byte[] progressive = progressiveJpeg(quarters(1600, 1200));

        assertThat(decode(large, Limits.pixels(200 * 150)).width()).isEqualTo(1600);
        assertThatThrownBy(() -> decode(large, Limits.pixels(200 * 150 - 1)))
                .hasMessageContaining("1600x1200 pixels, of which 30000 are decoded");
        assertThat(decode(large, Limits.bytes(large.length + 200 * 150 * 3)).width())
                .isEqualTo(1600);
        // 4:2:0 has half as many coefficients of colour as of brightness; each takes 2 bytes.
        int coefficients = 1600 * 1200 * 3;
        assertThat(decode(progressive, Limits.bytes(progressive.length + 200 * 150 * 3 + coefficients))
                        .width())
                .isEqualTo(1600);
        assertThatThrownBy(() -> decode(progressive, Limits.bytes(coefficients)))
                .hasMessageContaining("bytes to decode, more than decode.max-bytes = " + coefficients);
    }

    @Test
    void countsPixelsTimesScans() throws ImageException {
        byte[] progressive = progressiveJpeg(quarters(64, 48));

        assertThat(decode(progressive, Limits.scans(32, 64 * 48 * 10)).width()).isEqualTo(64);
        assertThatThrownBy(() -> decode(progressive, Limits.scans(32, 64 * 48 * 10 - 1)))
                .hasMessageContaining("64x48 pixels in 10 scans are more work than decode.max-scan-pixels");
    }

    @Test
    void refusesAJpegWithHundredsOfScans() {
        byte[] progressive = progressiveJpeg(quarters(64, 48));
        int scan = indexOf(progressive, 0xff, 0xda);
        byte[] emptyScan = bytes(0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0);
        byte[] many = progressive;
        for (int i = 0; i < 300; i++) {
            many = insert(many, scan, emptyScan);
        }

        assertRefused(many, Reason.IMAGE_TOO_LARGE, "decode.max-scans = 32");
    }

    @Test
    void refusesAPngChunkThatClaimsMoreThanThereIs() {
        byte[] lying = insert(PNG, 33, bytes(0x40, 0, 0, 0, 'z', 'T', 'X', 't'));

        assertRefused(lying, Reason.IMAGE_CORRUPT, "zTXt claims 1073741824 bytes");
        assertThat(insert(PNG, 33, bytes(0xff, 0xff, 0xff, 0xff, 'I', 'D', 'A', 'T')))
                .satisfies(png -> assertRefused(png, Reason.IMAGE_CORRUPT, "4294967295"));
    }

    @Test
    void refusesAWebpThatClaimsMoreThanThereIs() {
        byte[] lying = WEBP.clone();
        lying[18] = 0x7f; // the third byte of the first chunk's length

        assertRefused(lying, Reason.IMAGE_CORRUPT, "truncated");
        assertRefused(Arrays.copyOf(WEBP, WEBP.length - 2), Reason.IMAGE_CORRUPT, "truncated");
    }

    @Test
    void refusesAWebpWhoseCanvasIsNotItsImage() {
        byte[] canvas = bytes('V', 'P', '8', 'X', 10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0);
        byte[] webp = insert(WEBP, 12, canvas);
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8);

        assertRefused(webp, Reason.IMAGE_CORRUPT, "differ in size");
    }

    @Test
    void refusesStructuresThatDecodersDisagreeAbout() {
        int frame = frame(JPEG);
        byte[] frameSegment = Arrays.copyOfRange(JPEG, frame, frame + 19);

        assertRefused(insert(JPEG, frame, frameSegment), Reason.IMAGE_CORRUPT, "two frames");
        assertRefused(insert(PNG, 33, Arrays.copyOfRange(PNG, 8, 33)), Reason.IMAGE_CORRUPT, "two headers");
        assertRefused(jpegWithSegment(JPEG, 0xda, new byte[6]), Reason.IMAGE_CORRUPT, "scan before its frame");
        assertRefused(bytes(0xff, 0xd8, 0xff, 0xd9), Reason.IMAGE_CORRUPT, "no image data");
        assertRefused(
                concat(Arrays.copyOf(PNG, 33), chunk("IEND", new byte[0])), Reason.IMAGE_CORRUPT, "no image data");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xc5, 0xc9})
    void refusesJpegsOfRareKinds(int frameMarker) {
        byte[] jpeg = JPEG.clone();
        jpeg[frame(jpeg) + 1] = (byte) frameMarker;

        assertRefused(jpeg, Reason.IMAGE_UNSUPPORTED, "SOF" + (frameMarker - 0xc0));
    }

    @Test
    void allowsBytesAfterTheEnd() throws ImageException {
        assertThat(probe(concat(JPEG, JPEG)).width()).isEqualTo(64);
        assertThat(probe(concat(PNG, new byte[100])).width()).isEqualTo(64);
    }

    /** Whatever the bytes are, a probe answers with a header or an ImageException; and OpenCV survives what passes. */
    @Test
    void damagedImagesAreRefusedOrDecoded() {
        RandomCases.check(2_000, ImageHeaderTest::damagedImageIsRefusedOrDecoded);
    }

    private static void damagedImageIsRefusedOrDecoded(RandomValues random) {
        byte[] image = random.oneOf(JPEG, PNG, WEBP, LOSSLESS_WEBP).clone();
        for (int i = random.intBetween(1, 8); i > 0; i--) {
            image[random.intBetween(0, image.length - 1)] = (byte) random.intBetween(0, 255);
        }
        ImageDecoder decoder = new ImageDecoder(Limits.pixels(100_000), new Target(8, 8, Target.Interpolation.AREA));
        try {
            assertThat(decoder.decode(image).pixels().remaining()).isEqualTo(8 * 8 * 3);
        } catch (ImageException refused) {
            assertThat(refused.rejected().reason())
                    .isIn(Reason.IMAGE_CORRUPT, Reason.IMAGE_TOO_LARGE, Reason.IMAGE_UNSUPPORTED);
        }
    }

    private static ImageHeader probe(byte[] bytes) throws ImageException {
        return EncodedImage.probe(bytes, LIMITS).header();
    }

    private static DecodedImage decode(byte[] bytes, DecodeSettings limits) throws ImageException {
        return new ImageDecoder(limits, new Target(64, 48, Target.Interpolation.AREA)).decode(bytes);
    }

    private static void assertRefused(byte[] bytes, Reason reason, String... details) {
        assertThatThrownBy(() -> probe(bytes)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e.rejected().reason()).as(e.getMessage()).isEqualTo(reason);
            assertThat(e.rejected().detail()).contains(details);
        });
    }

    private static int frame(byte[] jpeg) {
        return indexOf(jpeg, 0xff, 0xc0);
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i < bytes.length - 1; i++) {
            if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
                return i;
            }
        }
        throw new IllegalArgumentException("not found");
    }
}
