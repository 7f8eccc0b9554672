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

    private InferenceLimits() {}
}
