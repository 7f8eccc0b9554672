package io.inceptionstreams.image;

import io.inceptionstreams.util.Bounds;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an image may cost to decode, checked on its structure before a native decoder sees it, and what is decoded.
 *
 * @param maxPixels {@code decode.max-pixels}: width x height at the scale of decoding
 * @param maxBytes {@code decode.max-bytes}: native memory that decoding one image takes
 * @param maxScans {@code decode.max-scans}: scans of a JPEG. A progressive one has about 10; hundreds of empty scans
 *     keep a decoder busy for half a minute from a small file
 * @param maxScanPixels {@code decode.max-scan-pixels}: width x height as stored, times the scans of a JPEG; each scan
 *     visits each pixel's block, whatever the scale
 * @param minComplete {@code decode.min-complete}: the share of an image's data that must be there
 * @param alpha {@code decode.alpha}; null for what the target says
 * @param formats {@code decode.formats}
 */
public record DecodeSettings(
        long maxPixels,
        long maxBytes,
        int maxScans,
        long maxScanPixels,
        double minComplete,
        @Nullable Alpha alpha,
        Set<ImageFormat> formats) {

    /** What becomes of transparency. */
    public enum Alpha {
        /** Nothing: the colours below it are taken as they are, as Keras does. */
        DROP,
        /** The image lies on white, as on most pages. */
        WHITE,
        /** The image lies on black, as in a dark viewer. */
        BLACK,
        /** The image lies on squares of white and grey, as in an editor. */
        CHECKER
    }

    /** OpenCV's own limit is 2^30 pixels. */
    public static final Bounds<Long> MAX_PIXELS = new Bounds<>(1L, 1_000_000_000L);

    public static final Bounds<Long> MAX_BYTES = new Bounds<>(1L, 1L << 33);

    public static final Bounds<Integer> MAX_SCANS = new Bounds<>(1, 1000);

    public static final Bounds<Long> MAX_SCAN_PIXELS = new Bounds<>(1L, 64_000_000_000L);

    /** Native bytes up to which an image is decoded at once: a photo of any camera at a fraction, a PNG of a screen. */
    public static final long LIGHT_BYTES = 16L << 20;

    /** What a decoder passes through in about a tenth of a second. */
    static final long LIGHT_PASSES = 100_000_000;

    public DecodeSettings {
        MAX_PIXELS.check("decode.max-pixels", maxPixels);
        MAX_BYTES.check("decode.max-bytes", maxBytes);
        MAX_SCANS.check("decode.max-scans", maxScans);
        MAX_SCAN_PIXELS.check("decode.max-scan-pixels", maxScanPixels);
        if (!(minComplete >= 0 && minComplete <= 1)) {
            throw new IllegalArgumentException("decode.min-complete must be 0 to 1: " + minComplete);
        }
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("decode.formats must name a format: ");
        }
        formats = Set.copyOf(formats);
    }

    /** 50 million pixels, 192 MiB, 32 scans, a thousand million pixels in all scans, nine tenths, the target's alpha, every format. */
    public static DecodeSettings defaults() {
        return new DecodeSettings(50_000_000, 192L << 20, 32, 1_000_000_000, 0.9, null, Set.of(ImageFormat.values()));
    }

    /** Checks how many pixels are decoded. */
    void checkPixels(ImageHeader header, long pixels) throws ImageException {
        if (pixels > maxPixels) {
            String size = header.size();
            String decoded = pixels == header.pixels() ? size : size + ", of which " + pixels + " are decoded,";
            throw ImageHeader.tooLarge(decoded + " are more than decode.max-pixels = " + maxPixels);
        }
    }

    /** Checks what decoding at a scale takes, and returns it in native bytes. */
    long check(EncodedImage image, long pixels, boolean keepAlpha) throws ImageException {
        ImageHeader header = image.header();
        checkPixels(header, pixels);
        long bytes = image.nativeBytes(pixels, keepAlpha);
        if (bytes > maxBytes) {
            throw ImageHeader.tooLarge("a " + header.format().title() + " of " + header.size() + " takes " + bytes
                    + " bytes to decode, more than decode.max-bytes = " + maxBytes);
        }
        return bytes;
    }
}
