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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
        assertThat(probe(JPEG)).isEqualTo(new ImageHeader("jpeg", 64, 48, Orientation.UPRIGHT));
        assertThat(probe(progressiveJpeg(quarters(64, 48)))).isEqualTo(probe(JPEG));
        assertThat(probe(PNG)).isEqualTo(new ImageHeader("png", 64, 48, Orientation.UPRIGHT));
        assertThat(probe(WEBP)).isEqualTo(new ImageHeader("webp", 64, 48, Orientation.UPRIGHT));
        assertThat(probe(LOSSLESS_WEBP)).isEqualTo(new ImageHeader("webp", 64, 48, Orientation.UPRIGHT));
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

        assertRefused(jpeg, Reason.IMAGE_TOO_LARGE, "65535x65535", "decode.max-pixels = 50000000");
    }

    @Test
    void refusesAPngThatClaimsMorePixelsThanALongHolds() {
        byte[] png = PNG.clone();
        ByteBuffer.wrap(png).putInt(16, -1).putInt(20, -1);

        assertRefused(png, Reason.IMAGE_TOO_LARGE, "4294967295x4294967295");
    }

    @Test
    void countsPixelsExactly() throws ImageException {
        assertThat(ImageHeader.probe(PNG, new DecodeSettings(64 * 48, 1)).width())
                .isEqualTo(64);
        assertThatThrownBy(() -> ImageHeader.probe(PNG, new DecodeSettings(64 * 48 - 1, 1)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("decode.max-pixels = 3071");
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
    void refusesAnimations() {
        byte[] webp = insert(WEBP, 12, bytes('V', 'P', '8', 'X', 10, 0, 0, 0, 2, 0, 0, 0, 63, 0, 0, 47, 0, 0));
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8);

        assertRefused(webp, Reason.IMAGE_UNSUPPORTED, "animated WebP");
        assertRefused(pngWithChunk(PNG, "acTL", new byte[8]), Reason.IMAGE_UNSUPPORTED, "animated PNG");
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
    @Property(tries = 2000)
    void damagedImagesAreRefusedOrDecoded(@ForAll Random random) {
        byte[][] images = {JPEG, PNG, WEBP, LOSSLESS_WEBP};
        byte[] image = images[random.nextInt(images.length)].clone();
        for (int i = random.nextInt(8); i >= 0; i--) {
            image[random.nextInt(image.length)] = (byte) random.nextInt();
        }
        ImageDecoder decoder =
                new ImageDecoder(new DecodeSettings(100_000, 10), new Target(8, 8, Target.Interpolation.AREA));
        try {
            assertThat(decoder.decode(image).pixels().remaining()).isEqualTo(8 * 8 * 3);
        } catch (ImageException refused) {
            assertThat(refused.rejected().reason())
                    .isIn(Reason.IMAGE_CORRUPT, Reason.IMAGE_TOO_LARGE, Reason.IMAGE_UNSUPPORTED);
        }
    }

    private static ImageHeader probe(byte[] bytes) throws ImageException {
        return ImageHeader.probe(bytes, LIMITS);
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
