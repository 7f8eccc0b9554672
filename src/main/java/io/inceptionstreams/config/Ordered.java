package io.inceptionstreams.config;

import java.util.Map;

/**
 * Two settings of which one must not be above the other. Where a user sets one of them, the other's default gives way:
 * nothing is refused over a setting that was not given. What both sources say stays, and the settings' own record
 * refuses it.
 *
 * @param zeroIsDerived whether 0 of the greater one stands for a value that is never below the lesser one
 */
record Ordered<T extends Comparable<T>>(Key<T> lesser, Key<T> greater, boolean zeroIsDerived) {

    Ordered(Key<T> lesser, Key<T> greater) {
        this(lesser, greater, false);
    }

    /**
     * Moves a default that is in the way.
     *
     * @param chosen for each key what holds, a source's setting or the default
     */
    void settle(Map<Key<?>, RawSetting> chosen, Map<String, String> environment) {
        RawSetting low = of(lesser, chosen);
        RawSetting high = of(greater, chosen);
        if (low.isDefault() == high.isDefault() || holds(low, high, environment)) {
            return;
        }
        if (low.isDefault()) {
            chosen.put(lesser, low.following(high));
        } else {
            chosen.put(greater, high.following(low));
        }
    }

    /** A text that does not parse breaks no order: it is an error of its own. */
    private boolean holds(RawSetting low, RawSetting high, Map<String, String> environment) {
        try {
            T least = lesser.type().parse(Secrets.expand(low.text(), environment));
            T most = greater.type().parse(Secrets.expand(high.text(), environment));
            return least.compareTo(most) <= 0 || (zeroIsDerived && most.equals(0));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static RawSetting of(Key<?> key, Map<Key<?>, RawSetting> chosen) {
        RawSetting rawSetting = chosen.get(key);
        if (rawSetting == null) {
            throw new IllegalArgumentException("key " + key.name() + ": is not in the table");
        }
        return rawSetting;
    }
}
