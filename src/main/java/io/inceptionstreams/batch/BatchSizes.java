package io.inceptionstreams.batch;

/**
 * Which sizes a batch may have; TensorFlow Serving calls them allowed batch sizes. What does not fit waits for the next
 * batch: nothing is padded, which would cost as much as an input.
 */
public enum BatchSizes {
    /**
     * Powers of two, and the largest. A device prepares itself for each size that it has not seen: oneDNN keeps a bounded
     * number of prepared convolutions, and a network of 94 in every size from 1 to 16 throws them out before they are used
     * again.
     */
    POWERS,
    ANY;

    /** The largest size that is allowed and not above {@code count}, for a device that takes at most {@code limit}. */
    int floor(int count, int limit) {
        return count >= limit ? limit : this == ANY ? count : Integer.highestOneBit(count);
    }

    /** The next smaller size that is allowed; zero below 1. */
    int below(int size) {
        return size == 1 ? 0 : floor(size - 1, size);
    }
}
