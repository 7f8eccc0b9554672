package io.inceptionstreams.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How images are read.
 *
 * @param maxBytes {@code fetch.max-bytes}: an image with more bytes is refused, early where its source says its length
 * @param fileRoots {@code fetch.file-roots}: folders that {@code file:} may read; none switches the scheme off
 * @param allowedHosts {@code fetch.allowed-hosts}: hosts that may have an address that is not public: {@code host},
 *     {@code host:port} or {@code *.suffix}. Public addresses need no entry
 * @param allowPrivateAddresses {@code fetch.allow-private-addresses}: switches the address guard off
 * @param maxRedirects {@code fetch.max-redirects}: hops after the first request
 * @param connectTimeout {@code fetch.connect-timeout}: for a connection, and for its TLS handshake
 * @param idleTimeout {@code fetch.idle-timeout}: longest silence of a server; a hung one is then tried again
 * @param attempts {@code fetch.attempts}: tries in all, the first one included
 * @param backoff {@code fetch.backoff}: the ceiling of the first random wait between attempts; doubles each time
 * @param maxBackoff {@code fetch.max-backoff}: where the doubling stops
 * @param connections {@code fetch.connections}: requests under way in all
 * @param connectionsPerHost {@code fetch.connections-per-host}: requests under way to one host and port
 * @param pending {@code fetch.pending}: requests that may wait for a connection; more fail at once, to be retried. The
 *     windows of the stream are the real bound; this one, a last resort, is to be larger than their sum, or events of
 *     healthy hosts pay for a slow one
 * @param coalesce {@code fetch.coalesce}: whether requests for the same URI that are under way together are one. An event
 *     that joins a request gets the image as it was when that request was answered
 */
public record FetchSettings(
        int maxBytes,
        List<Path> fileRoots,
        List<String> allowedHosts,
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
        boolean coalesce) {

    public FetchSettings {
        fileRoots = List.copyOf(fileRoots);
        allowedHosts = List.copyOf(allowedHosts);
        // The upper bound keeps base64's and the reader's arithmetic inside an int.
        between("fetch.max-bytes", maxBytes, 1, 1 << 30);
        for (Path root : fileRoots) {
            require(root.isAbsolute(), "fetch.file-roots", "must be absolute", root);
        }
        for (String host : allowedHosts) {
            require(AllowedHosts.isPattern(host), "fetch.allowed-hosts", "must be host, host:port or *.suffix", host);
        }
        between("fetch.max-redirects", maxRedirects, 0, 20);
        positive("fetch.connect-timeout", connectTimeout);
        positive("fetch.idle-timeout", idleTimeout);
        between("fetch.attempts", attempts, 1, 100);
        positive("fetch.backoff", backoff);
        require(maxBackoff.compareTo(backoff) >= 0, "fetch.max-backoff", "must be at least fetch.backoff", maxBackoff);
        between("fetch.connections", connections, 1, 10_000);
        between("fetch.connections-per-host", connectionsPerHost, 1, connections);
        between("fetch.pending", pending, 0, 1_000_000);
    }

    /** 20 MiB; {@code data:}, {@code http:} and {@code https:} with public addresses only. */
    public static FetchSettings defaults() {
        return new FetchSettings(
                20 << 20,
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
                false);
    }

    static void between(String key, long value, long least, long most) {
        require(value >= least && value <= most, key, "must be from " + least + " to " + most, value);
    }

    private static void positive(String key, Duration value) {
        require(value.compareTo(Duration.ZERO) > 0, key, "must be longer than zero", value);
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + rule + ": " + value);
        }
    }
}
