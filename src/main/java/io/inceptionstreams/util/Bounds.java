package io.inceptionstreams.util;

/**
 * The least and the most that a setting may be, both included. Written once, in the record that holds the setting; the
 * table of settings reads it from there, so that what is documented is what is accepted.
 */
public record Bounds<T extends Comparable<T>>(T least, T most) {

    public Bounds {
        if (least.compareTo(most) > 0) {
            throw new IllegalArgumentException("the least is more than the most: " + least + ", " + most);
        }
    }

    public boolean contain(T value) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /** @throws IllegalArgumentException that names the setting and its value, when the value is out of bounds */
    public void check(String key, T value) {
        if (!contain(value)) {
            throw new IllegalArgumentException(key + " must be from " + least + " to " + most + ": " + value);
        }
    }
}
