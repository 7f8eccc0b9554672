package io.inceptionstreams.event;

import java.time.Duration;

/**
 * The moment by which an event must be answered, on the scale of {@link System#nanoTime()}: it does not move when
 * the clock is set.
 *
 * @param nanos a {@link System#nanoTime()} reading
 */
public record Deadline(long nanos) {

    /** Longer times are as good as this one, which {@link System#nanoTime()} can still be compared with. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    /** Never throws: a negative duration is none, and one of more than a hundred years is a hundred years. */
    public static Deadline after(Duration duration, long nowNanos) {
        if (duration.isNegative()) {
            return new Deadline(nowNanos);
        }
        Duration bounded = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
        return new Deadline(nowNanos + bounded.toNanos());
    }

    /** Time left; zero when the deadline has passed. */
    public Duration remaining(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nanos - nowNanos));
    }

    public boolean passed(long nowNanos) {
        return nanos - nowNanos <= 0;
    }
}
