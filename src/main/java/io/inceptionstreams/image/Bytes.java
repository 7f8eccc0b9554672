package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.zip.CRC32;
import java.util.zip.Inflater;
import org.bytedeco.javacpp.BytePointer;

/** Reads numbers from untrusted bytes. Reading past the end is a truncated image, not an index error. */
final class Bytes {

    private final byte[] bytes;
    private final int start;
    private final int end;

    Bytes(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Bytes(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    int length() {
        return end - start;
    }

    /** A part; the caller has checked that it is inside. */
    Bytes part(int from, int length) throws ImageException {
        check(from, length);
        return new Bytes(bytes, start + from, start + from + length);
    }

    int u8(int at) throws ImageException {
        check(at, 1);
        return bytes[start + at] & 0xff;
    }

    /** Where the next such byte is, from {@code at} on, which must be inside; the length where there is none. */
    int indexOf(int value, int at) {
        byte wanted = (byte) value;
        int i = start + at;
        while (i < end && bytes[i] != wanted) {
            i++;
        }
        return i - start;
    }

    int u16(int at) throws ImageException {
        return u8(at) << 8 | u8(at + 1);
    }

    int u16le(int at) throws ImageException {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24le(int at) throws ImageException {
        return u16le(at) | u8(at + 2) << 16;
    }

    long u32(int at) throws ImageException {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    long u32le(int at) throws ImageException {
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    /** The characters there; fewer, or none, when the bytes end before. */
    String text(int at, int length) {
        int from = Math.min(start + at, end);
        return new String(bytes, from, Math.min(length, end - from), ISO_8859_1);
    }

    boolean startsWith(int... prefix) {
        if (length() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[start + i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Copies a part to where {@code to} stands; the caller has checked that it is inside. */
    void copyTo(BytePointer to, int from, int length) {
        to.put(bytes, start + from, length);
    }

    /** Hands a part to {@code inflater}. */
    void feed(Inflater inflater, int from, int length) throws ImageException {
        check(from, length);
        inflater.setInput(bytes, start + from, length);
    }

    /** Adds a part to {@code checksum}. */
    void feed(CRC32 checksum, int from, int length) throws ImageException {
        check(from, length);
        checksum.update(bytes, start + from, length);
    }

    private void check(int at, int length) throws ImageException {
        if (at < 0 || length < 0 || at > length() - length) {
            throw ImageHeader.corrupt("the image is truncated: " + length() + " bytes");
        }
    }
}
