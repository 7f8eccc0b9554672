package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a stream thread commits. Kafka Streams' own clock runs on while nothing is to be committed, so that an answer
 * waits for half an interval on average; and it commits as often under a backlog, where a commit of 10 ms every 20 ms
 * costs a third of the throughput. So the tasks ask for commits: at once when the last one is {@code commit.interval}
 * ago, and under a backlog so seldom that commits take no more than a tenth of the thread's time, down to one in
 * {@link #longest}. Kafka Streams' own interval is that longest one.
 *
 * <p>Kept by stream thread, like {@link CommitHolds}; all methods are called on it.
 */
final class CommitPace {

    private static final int MOST_SHARE = 10;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final long intervalNanos;
    private final long longestNanos;
    private final LongSupplier nanoTime;
    private final ThreadLocal<Pace> paces;

    CommitPace(Duration interval, LongSupplier nanoTime) {
        this.intervalNanos = interval.toNanos();
        this.longestNanos = longest(interval).toNanos();
        this.nanoTime = nanoTime;
        this.paces = ThreadLocal.withInitial(() -> new Pace(nanoTime.getAsLong() - intervalNanos));
    }

    /** The longest time between two commits under a backlog: ten intervals or a second, but no less than one interval. */
    static Duration longest(Duration interval) {
        Duration ten = interval.multipliedBy(MOST_SHARE);
        Duration bounded = ten.compareTo(LONGEST) < 0 ? ten : LONGEST;
        return bounded.compareTo(interval) < 0 ? interval : bounded;
    }

    private static final class Pace {

        private boolean uncommitted;
        private boolean backlog;
        private boolean committing;
        private long begunNanos;
        private long endedNanos;
        private long costNanos;

        Pace(long endedNanos) {
            this.endedNanos = endedNanos;
        }
    }

    /** A poll brought as many records as it may ({@code full}): there are more. */
    void polled(boolean full) {
        paces.get().backlog = full;
    }

    /** An answer was forwarded. */
    void answered() {
        paces.get().uncommitted = true;
    }

    /** Answers are flushed, with which a commit begins. */
    void begins() {
        Pace pace = paces.get();
        if (!pace.committing) {
            pace.committing = true;
            pace.begunNanos = nanoTime.getAsLong();
        }
    }

    /** A commit ended, or a transaction was given up. */
    void ended() {
        Pace pace = paces.get();
        long now = nanoTime.getAsLong();
        pace.costNanos = pace.committing ? now - pace.begunNanos : 0;
        pace.endedNanos = now;
        pace.committing = false;
        pace.uncommitted = false;
    }

    /** Whether answers are forwarded and not committed. */
    boolean uncommitted() {
        return paces.get().uncommitted;
    }

    /** Whether a commit should be asked for now. */
    boolean due() {
        Pace pace = paces.get();
        return pace.uncommitted && nanoTime.getAsLong() - pace.endedNanos >= pause(pace);
    }

    private long pause(Pace pace) {
        return pace.backlog
                ? Math.max(intervalNanos, Math.min(longestNanos, (MOST_SHARE - 1) * pace.costNanos))
                : intervalNanos;
    }
}
