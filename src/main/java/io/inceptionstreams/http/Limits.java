package io.inceptionstreams.http;

import java.time.Duration;

/**
 * What the management port gives to its clients at most.
 *
 * @param connections open at a time; the one that has been silent longest is closed for another
 * @param answers being written at a time; the one that has been written to longest is closed for another
 * @param head time from the connection to the end of its first request's head
 * @param answer time from a request's head until its client has taken the answer
 * @param idle time from an answer to the end of the next request's head on the same connection: longer than the minute
 *     that scrapes are apart at most
 */
record Limits(int connections, int answers, Duration head, Duration answer, Duration idle) {

    static final Limits DEFAULTS =
            new Limits(256, 32, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));
}
