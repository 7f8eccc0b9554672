package io.inceptionstreams.image.fetch;

import io.inceptionstreams.util.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How images are read.
 *
 * @param maxBytes {@code fetch.max-bytes}: an image with more bytes is refused, early where its source says its length
 * @param fileRoots {@code fetch.file-roots}: folders that {@code file:} may read; none switches the scheme off
 * @param allowedHosts {@code fetch.allowed-hosts}: hosts that may have an address that is not public: {@code host},
 *     {@code host:port} or {@code *.suffix}. Public addresses need no entry
 * @param allowedPorts {@code fetch.allowed-ports}: ports that browsers block, and that may be asked all the same
 * @param allowPrivateAddresses {@code fetch.allow-private-addresses}: switches the address guard off
 * @param maxRedirects {@code fetch.max-redirects}: hops after the first request
 * @param connectTimeout {@code fetch.connect-timeout}: for a connection, and for its TLS handshake
 * @param idleTimeout {@code fetch.idle-timeout}: longest silence of a server; a hung one is then tried again
 * @param attempts {@code fetch.attempts}: tries in all, the first one included
 * @param backoff {@code fetch.backoff}: the ceiling of the first random wait between attempts; doubles each time
 * @param maxBackoff {@code fetch.max-backoff}: where the doubling stops
 * @param connections {@code fetch.connections}: requests at the same time, in all
 * @param connectionsPerHost {@code fetch.connections-per-host}: requests at the same time to one host and port
 * @param pending {@code fetch.pending}: requests that may wait for a connection; more fail at once, to be retried. The
 *     windows of the stream are the real bound; this one, a last resort, is to be larger than their sum, or events of
 *     healthy hosts pay for a slow one
 * @param coalesce {@code fetch.coalesce}: whether events in flight that name the same URI share one request. An event
 *     that joins a request gets the image as it was when that request was answered
 * @param userAgent {@code fetch.user-agent}: who asks, as a request says it
 * @param headers {@code fetch.headers.HOST}: what requests to a host say besides
 * @param breaker {@code fetch.breaker.*}: when a host that does not answer is left alone
 * @param tlsAuthorities {@code fetch.tls.authorities}: a PEM file with certificates of authorities that are trusted besides
 *     the JVM's; null for none
 */
public record FetchSettings(
        int maxBytes,
        List<Path> fileRoots,
        List<String> allowedHosts,
        List<Integer> allowedPorts,
        boolean allowPrivateAddresses,
        int maxRedirects,
        Duration connectTimeout,
        Duration idleTimeout,
        int attempts,
        Duration backoff,
        Duration maxBackoff,
        int connections,
        int connectionsPerHost,
        int pending,
        boolean coalesce,
        String userAgent,
        RequestHeaders headers,
        Breaker breaker,
        @Nullable Path tlsAuthorities) {

    /**
     * When a host is left alone.
     *
     * @param failures {@code fetch.breaker.failures}: the number of failures in a row that it takes; 0 for never
     * @param pause {@code fetch.breaker.pause}: how long, before one request tries again
     * @param hosts {@code fetch.breaker.hosts}: hosts that fail and are remembered, at most
     */
    public record Breaker(int failures, Duration pause, int hosts) {

        public static final Bounds<Integer> FAILURES = new Bounds<>(0, 10_000);
        public static final Bounds<Integer> HOSTS = new Bounds<>(1, 100_000);

        public Breaker {
            FAILURES.check("fetch.breaker.failures", failures);
            WAIT.check("fetch.breaker.pause", pause);
            HOSTS.check("fetch.breaker.hosts", hosts);
        }
    }

    /** What a request says unless it is told otherwise. */
    public static final String USER_AGENT = "inception-streams";

    private static final int LONGEST_USER_AGENT = 256;

    /** The most keeps base64's and the reader's arithmetic inside an int. */
    public static final Bounds<Long> MAX_BYTES = new Bounds<>(1L, 1L << 30);

    public static final Bounds<Integer> PORT = new Bounds<>(1, 65_535);
    public static final Bounds<Integer> MAX_REDIRECTS = new Bounds<>(0, 20);
    public static final Bounds<Integer> ATTEMPTS = new Bounds<>(1, 100);
    public static final Bounds<Integer> CONNECTIONS = new Bounds<>(1, 10_000);
    public static final Bounds<Integer> PENDING = new Bounds<>(0, 1_000_000);

    /** Of each of the timeouts and waits. */
    public static final Bounds<Duration> WAIT = new Bounds<>(Duration.ofMillis(1), Duration.ofMinutes(10));

    public FetchSettings {
        fileRoots = List.copyOf(fileRoots);
        allowedHosts = List.copyOf(allowedHosts);
        MAX_BYTES.check("fetch.max-bytes", (long) maxBytes);
        for (Path root : fileRoots) {
            require(root.isAbsolute(), "fetch.file-roots", "must be absolute", root);
        }
        for (String host : allowedHosts) {
            require(AllowedHosts.isPattern(host), "fetch.allowed-hosts", "must be host, host:port or *.suffix", host);
        }
        allowedPorts = List.copyOf(allowedPorts);
        allowedPorts.forEach(port -> PORT.check("fetch.allowed-ports", port));
        MAX_REDIRECTS.check("fetch.max-redirects", maxRedirects);
        WAIT.check("fetch.connect-timeout", connectTimeout);
        WAIT.check("fetch.idle-timeout", idleTimeout);
        ATTEMPTS.check("fetch.attempts", attempts);
        WAIT.check("fetch.backoff", backoff);
        WAIT.check("fetch.max-backoff", maxBackoff);
        require(
                maxBackoff.compareTo(backoff) >= 0,
                "fetch.max-backoff",
                "must be at least fetch.backoff=" + backoff.toMillis() + "ms",
                maxBackoff);
        CONNECTIONS.check("fetch.connections", connections);
        CONNECTIONS.check("fetch.connections-per-host", connectionsPerHost);
        require(
                connectionsPerHost <= connections,
                "fetch.connections-per-host",
                "must be at most fetch.connections=" + connections,
                connectionsPerHost);
        PENDING.check("fetch.pending", pending);
        // A line break would be another header.
        require(
                userAgent.length() <= LONGEST_USER_AGENT && userAgent.matches("[!-~]([ -~]*[!-~])?"),
                "fetch.user-agent",
                "must be visible ASCII of at most " + LONGEST_USER_AGENT + " characters",
                userAgent);
    }

    /** 20 MiB; {@code data:}, {@code http:} and {@code https:} with public addresses only. */
    public static FetchSettings defaults() {
        return new FetchSettings(
                20 << 20,
                List.of(),
                List.of(),
                List.of(),
                false,
                3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                3,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                64,
                16,
                16_384,
                false,
                USER_AGENT,
                RequestHeaders.NONE,
                new Breaker(20, Duration.ofSeconds(10), 1_000),
                null);
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + rule + ": " + value);
        }
    }
}
