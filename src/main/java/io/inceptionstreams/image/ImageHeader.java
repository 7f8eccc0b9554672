package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;

/**
 * What a probe found before any native code saw the bytes.
 *
 * @param format {@code jpeg}, {@code png} or {@code webp}
 * @param width as stored, in pixels
 * @param height as stored, in pixels
 */
record ImageHeader(String format, int width, int height, Orientation orientation) {

    /**
     * Reads and checks a header.
     *
     * <p>Formats are chosen by their first bytes, and only those whose structure a probe can check are let through: of
     * OpenCV's other decoders (TIFF, JPEG 2000, EXR, GIF, PNM, HDR and more) none is reached.
     */
    static ImageHeader probe(byte[] image, DecodeSettings limits) throws ImageException {
        Bytes bytes = new Bytes(image);
        if (bytes.startsWith(0xff, 0xd8, 0xff)) {
            return new JpegProbe(bytes, limits).probe();
        }
        if (bytes.startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return new PngProbe(bytes, limits).probe();
        }
        if (bytes.startsWith('R', 'I', 'F', 'F') && bytes.text(8, 4).equals("WEBP")) {
            return new WebpProbe(bytes, limits).probe();
        }
        throw ImageException.permanent(Reason.IMAGE_UNSUPPORTED, "not a JPEG, PNG or WebP image");
    }

    /** Refuses empty images, and those with more pixels than the limit. */
    static void checkPixels(long width, long height, DecodeSettings limits) throws ImageException {
        if (width < 1 || height < 1) {
            throw corrupt("the header says " + width + "x" + height + " pixels");
        }
        // Sides of 32 bits: the product of two would fit no long.
        if (width > limits.maxPixels() || height > limits.maxPixels() || width * height > limits.maxPixels()) {
            throw ImageException.permanent(
                    Reason.IMAGE_TOO_LARGE,
                    width + "x" + height + " pixels are more than decode.max-pixels = " + limits.maxPixels());
        }
    }

    static ImageException corrupt(String detail) {
        return ImageException.permanent(Reason.IMAGE_CORRUPT, detail);
    }

    static ImageException unsupported(String detail) {
        return ImageException.permanent(Reason.IMAGE_UNSUPPORTED, detail);
    }
}
