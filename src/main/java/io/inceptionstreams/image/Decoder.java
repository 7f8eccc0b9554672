package io.inceptionstreams.image;

/** Turns an image's bytes into the pixels of one target. Safe for use by many threads; a call keeps its thread busy. */
@FunctionalInterface
public interface Decoder {

    /** @throws ImageException when the bytes are no image that may be decoded */
    DecodedImage decode(byte[] bytes) throws ImageException;

    /**
     * Checks an image's structure, and says what decoding will cost. A decoder that does not know says that it is nothing.
     *
     * @throws ImageException when the bytes are no image that may be decoded
     */
    default Probed probe(byte[] bytes) throws ImageException {
        return new Probed() {

            @Override
            public long nativeBytes() {
                return 0;
            }

            @Override
            public boolean heavy() {
                return false;
            }

            @Override
            public DecodedImage decode() throws ImageException {
                return Decoder.this.decode(bytes);
            }
        };
    }

    /** Gives an image's pixels back, to be the next image's. At most once an image, and only when no thread reads them. */
    default void recycle(DecodedImage image) {}
}
