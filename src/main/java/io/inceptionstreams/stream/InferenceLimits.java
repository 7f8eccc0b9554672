package io.inceptionstreams.stream;

import java.time.Duration;

/**
 * Bounds that belong together: a poll brings at most {@link #MAX_POLL_RECORDS} records, and each waits for room at most
 * {@link #MAX_WAIT}, so that the next poll comes within 64 x 1 s, far below Kafka's {@code max.poll.interval.ms} of
 * 300 s, half of which is where Kafka Streams itself breaks off to poll.
 */
final class InferenceLimits {

    static final int MAX_POLL_RECORDS = 64;
    static final Duration MAX_WAIT = Duration.ofSeconds(1);
    static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(5);

    /**
     * What a dead or frozen instance leaves open keeps readers of committed records from reading on for so long, unless
     * it comes back under its name. An open transaction lasts as long as each task of a thread takes up a record or two,
     * hence the division in {@link #maxWait}, and as long as a new leader is elected for an output partition.
     */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

    private InferenceLimits() {}

    /** How long one of a thread's {@code tasks} may wait for room: together they wait {@link #MAX_WAIT}, or a bit more. */
    static Duration maxWait(Duration all, int tasks) {
        return all.dividedBy(Math.max(1, tasks));
    }
}
