package io.inceptionstreams.infer;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The batch sizes that a classifier runs before it is ready. TensorFlow builds a plan for each shape it has not seen
 * (and cuDNN searches for an algorithm), so that the first batch of a size is slower than those after it.
 */
public enum WarmUp {
    /** Every size up to the largest. */
    ALL,
    /** The powers of two, and the largest. */
    POWERS,
    /** The largest only. */
    MAX,
    /** One image: enough to see that the model answers. */
    NONE;

    /** Reads {@code all}, {@code powers}, {@code max} or {@code none}. */
    public static WarmUp parse(String text) {
        for (WarmUp value : values()) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("infer.warm-up must be all, powers, max or none: " + text);
    }

    /** The largest first: what does not fit into the device's memory shows at once. */
    int[] sizes(int maxBatch) {
        IntStream sizes = switch (this) {
            case ALL -> IntStream.rangeClosed(1, maxBatch);
            case POWERS -> IntStream.rangeClosed(1, maxBatch).filter(n -> Integer.bitCount(n) == 1 || n == maxBatch);
            case MAX -> IntStream.of(maxBatch);
            case NONE -> IntStream.of(1);
        };
        return sizes.boxed().sorted((a, b) -> b - a).mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
