package io.inceptionstreams.image;

/** Turns an image's bytes into the pixels of one target. Safe for use by many threads; a call keeps its thread busy. */
@FunctionalInterface
public interface Decoder {

    /** @throws ImageException when the bytes are no image that may be decoded */
    DecodedImage decode(byte[] bytes) throws ImageException;

    /** Gives an image's pixels back, to be the next image's. At most once an image, and only when nobody reads them. */
    default void recycle(DecodedImage image) {}
}
