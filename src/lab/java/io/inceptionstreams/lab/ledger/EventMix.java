package io.inceptionstreams.lab.ledger;

/**
 * Which unusual events are among the others.
 *
 * @param zeroDeadlines share of those whose deadline is {@code 0001-01-01T00:00:00Z}, the zero time of Go and .NET
 * @param futureTimestamps share of those whose timestamp is decades ahead, which the output topics do not take
 */
public record EventMix(double zeroDeadlines, double futureTimestamps) {

    /** None. */
    public static final EventMix PLAIN = new EventMix(0, 0);

    public EventMix {
        share("--zero-deadlines", zeroDeadlines);
        share("--future-timestamps", futureTimestamps);
    }

    private static void share(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " must be a share from 0 to 1: " + value);
        }
    }
}
