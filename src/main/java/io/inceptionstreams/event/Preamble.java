package io.inceptionstreams.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a value begins with when it is not bare JSON in UTF-8: named, so that the producer's setting that put it there can
 * be found. Pure functions.
 */
final class Preamble {

    /** Schema Registry's framing: a zero, and the schema's number in four bytes. */
    private static final int REGISTRY_FRAME = 5;

    /** Glue's framing: a version, a compression, and the schema version's UUID. */
    private static final int GLUE_FRAME = 18;

    private static final int[][] BYTE_ORDER_MARKS = {
        {0xef, 0xbb, 0xbf}, {0xff, 0xfe, 0, 0}, {0, 0, 0xfe, 0xff}, {0xff, 0xfe}, {0xfe, 0xff}
    };
    private static final String[] ENCODINGS = {"UTF-8", "UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE"};

    private Preamble() {}

    /** The problem in words; null when the value begins with none of these. */
    static @Nullable String problem(byte[] value) {
        for (int i = 0; i < BYTE_ORDER_MARKS.length; i++) {
            if (begins(value, BYTE_ORDER_MARKS[i])) {
                return "begins with a byte order mark (" + ENCODINGS[i]
                        + "), expected JSON in UTF-8 without one: have the producer write none";
            }
        }
        if (value.length >= REGISTRY_FRAME && value[0] == 0 && !isUtf16(value)) {
            return "begins with Schema Registry's magic byte (schema id "
                    + Integer.toUnsignedString(ByteBuffer.wrap(value).getInt(1))
                    + "), expected bare JSON: have the producer use a serializer without a registry";
        }
        if (value.length >= GLUE_FRAME && value[0] == 3 && (value[1] == 0 || value[1] == 5)) {
            return "begins with the header of AWS Glue Schema Registry, expected bare JSON: have the producer use a"
                    + " serializer without a registry";
        }
        if (begins(value, 0x1f, 0x8b)) {
            return "begins with gzip's magic number, expected bare JSON: have Kafka compress it (compression.type)";
        }
        return null;
    }

    /** ASCII in UTF-16BE: every other byte is a zero, the first one included. */
    private static boolean isUtf16(byte[] value) {
        return value[1] != 0 && value[2] == 0;
    }

    private static boolean begins(byte[] value, int... bytes) {
        if (value.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((value[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
