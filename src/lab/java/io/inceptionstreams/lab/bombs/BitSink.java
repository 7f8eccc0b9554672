package io.inceptionstreams.lab.bombs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Collects bytes, and bits of which the lowest comes first. Not thread-safe. */
final class BitSink {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;

    BitSink bits(int value, int length) {
        for (int i = 0; i < length; i++) {
            bits |= ((value >> i) & 1) << count++;
            if (count == 8) {
                flush();
            }
        }
        return this;
    }

    /** Fills the last byte with zeros. */
    BitSink flush() {
        if (count > 0) {
            out.write(bits);
            bits = 0;
            count = 0;
        }
        return this;
    }

    BitSink text(String latin1) {
        out.writeBytes(latin1.getBytes(ISO_8859_1));
        return this;
    }

    BitSink bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    BitSink bytes(byte[] values) {
        out.writeBytes(values);
        return this;
    }

    /** Big endian. */
    BitSink u16(int value) {
        return bytes(value >> 8, value);
    }

    /** Big endian. */
    BitSink u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    BitSink u16le(int value) {
        return bytes(value, value >> 8);
    }

    BitSink u32le(long value) {
        return u16le((int) value).u16le((int) (value >> 16));
    }

    BitSink zeros(int length) {
        return bytes(new byte[length]);
    }

    int size() {
        return out.size();
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
