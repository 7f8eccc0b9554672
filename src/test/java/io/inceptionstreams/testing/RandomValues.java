package io.inceptionstreams.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The random values of one case. Bounds are inclusive, and every tenth number is one of them: faults live at the edges. */
public final class RandomValues {

    private static final int EDGES = 10;

    private final SplittableRandom random;

    public RandomValues(long seed) {
        random = new SplittableRandom(seed);
    }

    public int intBetween(int least, int most) {
        return (int) longBetween(least, most);
    }

    /** Needs {@code most - least} below {@code Long.MAX_VALUE}. */
    public long longBetween(long least, long most) {
        return switch (random.nextInt(2 * EDGES)) {
            case 0 -> least;
            case 1 -> most;
            default -> random.nextLong(least, most + 1);
        };
    }

    /** Any of the 2<sup>64</sup>. */
    public long anyLong() {
        return random.nextLong();
    }

    public double doubleBetween(double least, double most) {
        return switch (random.nextInt(2 * EDGES)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextDouble() * (most - least);
        };
    }

    /** Every order of magnitude between two positive bounds alike. */
    public double logarithmicBetween(double least, double most) {
        return Math.exp(doubleBetween(Math.log(least), Math.log(most)));
    }

    /** Any bits: subnormal numbers, both zeros, infinities, and NaN among them. */
    public float anyFloat() {
        return Float.intBitsToFloat(random.nextInt());
    }

    public boolean anyBoolean() {
        return random.nextBoolean();
    }

    /** True about {@code percent} times in a hundred. */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A value, or null {@code percent} times in a hundred. */
    public <T> @Nullable T nullOr(int percent, Supplier<T> value) {
        return chance(percent) ? null : value.get();
    }

    public byte[] bytes(int least, int most) {
        byte[] bytes = new byte[intBetween(least, most)];
        random.nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // read, and not kept
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> List<T> list(int least, int most, Supplier<T> value) {
        int size = intBetween(least, most);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(value.get());
        }
        return list;
    }

    /** Characters of a string, each at any place and any number of times. */
    public String of(String characters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** 1 to {@code most} whole characters of every plane: a surrogate never comes alone. */
    public String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = intBetween(1, most); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(3)) {
                        case 0 -> intBetween(' ', '~');
                        case 1 -> intBetween(0, Character.MIN_SURROGATE - 1);
                        default -> intBetween(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT);
                    });
        }
        return text.toString();
    }
}
