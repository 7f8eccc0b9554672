package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;

/**
 * What a probe found before any native code saw the bytes.
 *
 * @param format the image's format
 * @param width as stored, in pixels
 * @param height as stored, in pixels
 * @param orientation how the stored image is turned to stand upright
 */
record ImageHeader(ImageFormat format, int width, int height, Orientation orientation) {

    /** As many pixels as a side of 32 bits can have: the product of two sides of 31 bits fits a long. */
    static ImageHeader of(ImageFormat format, long width, long height, Orientation orientation) throws ImageException {
        if (width < 1 || height < 1) {
            throw corrupt("the header says " + width + "x" + height + " pixels");
        }
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw tooLarge(width + "x" + height + " pixels are more than any decoder takes");
        }
        return new ImageHeader(format, (int) width, (int) height, orientation);
    }

    long pixels() {
        return (long) width * height;
    }

    /** For a sentence. */
    String size() {
        return width + "x" + height + " pixels";
    }

    static ImageException corrupt(String detail) {
        return ImageException.permanent(Reason.IMAGE_CORRUPT, detail);
    }

    static ImageException tooLarge(String detail) {
        return ImageException.permanent(Reason.IMAGE_TOO_LARGE, detail);
    }

    static ImageException unsupported(String detail) {
        return ImageException.permanent(Reason.IMAGE_UNSUPPORTED, detail);
    }
}
