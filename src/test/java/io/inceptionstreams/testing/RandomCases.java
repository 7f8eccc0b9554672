package io.inceptionstreams.testing;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tries a property on random cases. A failure names the seed of its case: {@code -Dtest.seed=SEED} runs that case alone.
 * Each run takes other seeds, so that many runs cover more than one does.
 */
public final class RandomCases {

    /** The system property that holds the seed of the one case to run. */
    private static final String SEED = "test.seed";

    private RandomCases() {}

    /** A property: it takes what it needs from the values, and throws when it does not hold. */
    @FunctionalInterface
    public interface Property {

        void holdsFor(RandomValues values) throws Exception;
    }

    /** Tries the property on {@code cases} cases, until the first failure. */
    public static void check(int cases, Property property) {
        check(cases, Long.getLong(SEED), property);
    }

    static void check(int cases, @Nullable Long onlySeed, Property property) {
        if (onlySeed != null) {
            checkOne(onlySeed, "the case", property);
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 1; i <= cases; i++) {
            checkOne(seeds.nextLong(), "case " + i + " of " + cases, property);
        }
    }

    private static void checkOne(long seed, String which, Property property) {
        try {
            property.holdsFor(new RandomValues(seed));
        } catch (Throwable e) {
            throw new AssertionError("%s failed; -D%s=%d runs it alone".formatted(which, SEED, seed), e);
        }
    }
}
