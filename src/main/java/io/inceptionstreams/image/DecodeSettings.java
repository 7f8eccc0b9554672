package io.inceptionstreams.image;

/**
 * What an image may cost to decode; checked on its header, before a native decoder sees it.
 *
 * @param maxPixels {@code decode.max-pixels}: width x height
 * @param maxScans {@code decode.max-scans}: scans of a JPEG. A progressive one has about 10; hundreds of empty scans
 *     keep a decoder busy for half a minute from a small file
 */
public record DecodeSettings(long maxPixels, int maxScans) {

    public DecodeSettings {
        // The upper bound is OpenCV's own (2^30 pixels).
        FetchSettings.between("decode.max-pixels", maxPixels, 1, 1L << 30);
        FetchSettings.between("decode.max-scans", maxScans, 1, 1000);
    }

    /** 50 million pixels, 32 scans. */
    public static DecodeSettings defaults() {
        return new DecodeSettings(50_000_000, 32);
    }
}
