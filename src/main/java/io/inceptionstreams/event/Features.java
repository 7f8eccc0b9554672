package io.inceptionstreams.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * What the model's head sees of an image: numbers to search by likeness with. In a result they are base64 of
 * little-endian float32, which is a third of what they would be as decimals. Immutable.
 */
public final class Features {

    private final byte[] bytes;

    private Features(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param values at least one, all finite */
    public static Features of(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return checked(bytes.array());
    }

    /** @throws IllegalArgumentException when it is not what {@link #base64} gives */
    static Features parse(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        Features features = checked(bytes);
        if (!features.base64().equals(base64)) {
            throw new IllegalArgumentException("features: expected padded base64");
        }
        return features;
    }

    private static Features checked(byte[] bytes) {
        Features features = new Features(bytes);
        if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException("features: expected float32 numbers, found " + bytes.length + " bytes");
        }
        for (float value : features.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("features: expected finite numbers: " + value);
            }
        }
        return features;
    }

    /** The numbers, in the model's order; a new array each time. */
    public float[] values() {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** With padding, without line breaks. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length / Float.BYTES + " features";
    }
}
