package io.inceptionstreams.lab.bombs;

import java.util.function.Supplier;

/**
 * One costly file.
 *
 * @param format its format's name
 * @param kind what makes it costly
 * @param bytes makes it; takes up to a few seconds
 */
public record Bomb(String format, String kind, Supplier<byte[]> bytes) {

    /** What a source may send by default. */
    static final int MOST_BYTES = 20_000_000;

    @Override
    public String toString() {
        return format + ", " + kind;
    }
}
