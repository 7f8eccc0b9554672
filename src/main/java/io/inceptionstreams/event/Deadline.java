package io.inceptionstreams.event;

import java.time.Duration;

/**
 * The moment by which an event must be answered, on the scale of {@link System#nanoTime()}: it does not move when
 * somebody sets the clock.
 *
 * @param nanos a {@link System#nanoTime()} reading
 */
public record Deadline(long nanos) {

    public static Deadline after(Duration duration, long nowNanos) {
        return new Deadline(nowNanos + duration.toNanos());
    }

    /** Time left; zero when the deadline has passed. */
    public Duration remaining(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nanos - nowNanos));
    }

    public boolean passed(long nowNanos) {
        return nanos - nowNanos <= 0;
    }
}
