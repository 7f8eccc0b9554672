package io.inceptionstreams.image;

/** An image whose structure was checked, and that is not decoded yet. */
public interface Probed {

    /** Native bytes that decoding takes at its peak, the encoded bytes among them. */
    long nativeBytes();

    /** Whether decoding takes so much memory or time that it should not run in every thread at once. */
    boolean heavy();

    /** Decodes; keeps the caller's thread busy, and cannot be interrupted. At most once. */
    DecodedImage decode() throws ImageException;
}
