package io.inceptionstreams.image;

import static io.inceptionstreams.testing.FuzzTarget.require;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.testing.FuzzTarget;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/** The probes: a header that is accepted says what may be decoded, and what is refused is refused for good. */
public final class ProbeFuzz implements FuzzTarget {

    private static final Set<Reason> REASONS =
            Set.of(Reason.IMAGE_CORRUPT, Reason.IMAGE_TOO_LARGE, Reason.IMAGE_UNSUPPORTED);
    private static final int LONGEST_DETAIL = 1_000;
    /** Standard tables, a header, an end: what is added to an image that lacks them. */
    private static final int MOST_ADDED = 1_000;

    private final DecodeSettings limits = DecodeSettings.defaults();

    @Override
    public List<byte[]> seeds() throws IOException {
        return images();
    }

    static List<byte[]> images() throws IOException {
        BufferedImage image = TestImages.quarters(24, 18);
        BufferedImage transparent = new BufferedImage(9, 7, BufferedImage.TYPE_INT_ARGB);
        BufferedImage indexed = new BufferedImage(9, 7, BufferedImage.TYPE_BYTE_INDEXED);
        BufferedImage deep = new BufferedImage(5, 3, BufferedImage.TYPE_USHORT_GRAY);
        byte[] jpeg = TestImages.jpeg(image);
        return List.of(
                jpeg,
                TestImages.progressiveJpeg(image),
                TestImages.jpegWithExif(jpeg, TestImages.tiff(6, true)),
                TestImages.cmykJpeg(Raster.createInterleavedRaster(0, 16, 8, 4, null)),
                TestImages.png(image),
                TestImages.png(transparent),
                TestImages.png(indexed),
                TestImages.png(deep),
                TestImages.webp(image, 80),
                TestImages.webp(image, 101),
                written(indexed, "gif"),
                written(image, "bmp"));
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    @Override
    public void parse(byte[] input) throws Exception {
        EncodedImage image;
        try {
            image = EncodedImage.probe(input, limits);
        } catch (ImageException refused) {
            checkRefusal(refused);
            return;
        }
        ImageHeader header = image.header();
        require(header.width() > 0 && header.height() > 0, header.size());
        require(image.pieces().length() <= input.length + MOST_ADDED, "more than the image's bytes are decoded");
        require(image.passes() >= header.pixels(), "less than its pixels are passed through");
        require(image.jpeg().scans() <= limits.maxScans(), image.jpeg().scans() + " scans");
        require(image.nativeBytes(1, false) > image.pieces().length(), "decoding takes no memory");
        require(image.nativeBytes(1, true) >= image.nativeBytes(1, false), "transparency is free");
        require((image.gif() != null) == (header.format() == ImageFormat.GIF), "a GIF is what a GIF is");
    }

    static void checkRefusal(ImageException refused) {
        require(!refused.isTransient() && REASONS.contains(refused.rejected().reason()), refused.toString());
        int length = refused.rejected().detail().strip().length();
        require(length > 0 && length <= LONGEST_DETAIL, refused.toString());
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
