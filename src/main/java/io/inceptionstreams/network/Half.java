package io.inceptionstreams.network;

/** IEEE 754 half precision, which Java 17 has no conversion to. */
final class Half {

    /** The least that rounds to infinity: half way between the largest half, 65504, and 65536. */
    private static final float TOO_LARGE = 65520f;

    private static final int SMALLEST_NORMAL = 0x38800000; // 2^-14
    private static final int HALF_OF_SMALLEST = 0x33000000; // 2^-25

    private Half() {}

    /**
     * The nearest half, ties to even; what is too small becomes 0.
     *
     * @throws IllegalArgumentException when the value is not finite, or would not be as a half
     */
    static short of(float value) {
        if (!(Math.abs(value) < TOO_LARGE)) {
            throw new IllegalArgumentException(value + " does not fit into half precision");
        }
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= SMALLEST_NORMAL) {
            // A carry out of the fraction goes into the exponent, which is what it must do.
            int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
            return (short) (sign | ((rounded - 0x38000000) >>> 13));
        }
        if (magnitude <= HALF_OF_SMALLEST) {
            return (short) sign;
        }
        int fraction = (magnitude & 0x7fffff) | 0x800000;
        int shift = 126 - (magnitude >>> 23);
        int kept = fraction >>> shift;
        int lost = fraction & ((1 << shift) - 1);
        int tie = 1 << (shift - 1);
        boolean up = lost > tie || (lost == tie && (kept & 1) == 1);
        return (short) (sign | (up ? kept + 1 : kept));
    }
}
