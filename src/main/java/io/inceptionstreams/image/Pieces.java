package io.inceptionstreams.image;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;

/**
 * The parts of an image's bytes that a native decoder may see, in their order. What a probe does not understand, or a
 * decoder does not need (text, thumbnails, profiles, animation), is left out, and what is missing at the end is added.
 *
 * <p>The bytes are copied once, into native memory, which a decoder needs anyway. At most {@value #MOST} parts, so that an
 * image of millions of tiny chunks costs no more than one of few. Not thread-safe.
 */
final class Pieces {

    private static final int MOST = 10_000;

    private final Bytes all;
    /** From, length, from, length, ...; a negative from is an index into {@link #added}. */
    private int[] parts = new int[8];

    private byte[][] added = new byte[0][];
    private int count;
    private int total;

    Pieces(Bytes all) {
        this.all = all;
    }

    /** Adds a part of the image, which the caller has checked to be inside. */
    void keep(int from, int length) throws ImageException {
        if (count > 0 && parts[2 * count - 2] >= 0 && parts[2 * count - 2] + parts[2 * count - 1] == from) {
            parts[2 * count - 1] += length;
            total += length;
        } else {
            add(from, length);
        }
    }

    /** Adds bytes that are not in the image. */
    void add(byte... bytes) throws ImageException {
        added = Arrays.copyOf(added, added.length + 1);
        added[added.length - 1] = bytes;
        add(-added.length, bytes.length);
    }

    private void add(int from, int length) throws ImageException {
        if (count == MOST) {
            throw ImageHeader.corrupt("the image has more than " + MOST + " separate parts");
        }
        if (2 * count == parts.length) {
            parts = Arrays.copyOf(parts, 2 * parts.length);
        }
        parts[2 * count] = from;
        parts[2 * count + 1] = length;
        count++;
        total += length;
    }

    /** Bytes of all parts. */
    int length() {
        return total;
    }

    /** A copy in native memory; the caller closes it. */
    BytePointer toNative() {
        BytePointer copy = new BytePointer(total);
        long at = 0;
        for (int i = 0; i < count; i++) {
            int from = parts[2 * i];
            int length = parts[2 * i + 1];
            if (from < 0) {
                copy.position(at).put(added[-from - 1], 0, length);
            } else {
                all.copyTo(copy.position(at), from, length);
            }
            at += length;
        }
        return copy.position(0);
    }
}
