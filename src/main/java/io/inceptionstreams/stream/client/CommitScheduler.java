package io.inceptionstreams.stream.client;

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
public final class CommitScheduler {

    private static final int MOST_SHARE = 10;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final long intervalNanos;
    private final long longestNanos;
    private final LongSupplier nanoTime;
    private final ThreadLocal<Pace> paces;

    public CommitScheduler(Duration interval, LongSupplier nanoTime) {
        this.intervalNanos = interval.toNanos();
        this.longestNanos = longest(interval).toNanos();
        this.nanoTime = nanoTime;
        this.paces = ThreadLocal.withInitial(() -> new Pace(nanoTime.getAsLong() - intervalNanos));
    }

    /** The longest time between two commits under a backlog: ten intervals or a second, but no less than one interval. */
    public static Duration longest(Duration interval) {
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
    public void answered() {
        paces.get().uncommitted = true;
    }

    /** Answers are flushed, with which a commit begins. */
    void begins() {
        Pace scheduler = paces.get();
        if (!scheduler.committing) {
            scheduler.committing = true;
            scheduler.begunNanos = nanoTime.getAsLong();
        }
    }

    /** A commit ended, or a transaction was given up. */
    void ended() {
        Pace scheduler = paces.get();
        long now = nanoTime.getAsLong();
        scheduler.costNanos = scheduler.committing ? now - scheduler.begunNanos : 0;
        scheduler.endedNanos = now;
        scheduler.committing = false;
        scheduler.uncommitted = false;
    }

    /** Whether answers are forwarded and not committed. */
    public boolean uncommitted() {
        return paces.get().uncommitted;
    }

    /** Whether a commit should be asked for now. */
    public boolean due() {
        Pace scheduler = paces.get();
        return scheduler.uncommitted && nanoTime.getAsLong() - scheduler.endedNanos >= pause(scheduler);
    }

    private long pause(Pace scheduler) {
        return scheduler.backlog
                ? Math.max(intervalNanos, Math.min(longestNanos, (MOST_SHARE - 1) * scheduler.costNanos))
                : intervalNanos;
    }
}
