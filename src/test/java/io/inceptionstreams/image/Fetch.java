package io.inceptionstreams.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The default settings, but for what a test is about. */
final class Fetch {

    private static final FetchSettings DEFAULTS = FetchSettings.defaults();

    private int maxBytes = DEFAULTS.maxBytes();
    private List<Path> fileRoots = DEFAULTS.fileRoots();
    private List<String> allowedHosts = DEFAULTS.allowedHosts();
    private int maxRedirects = DEFAULTS.maxRedirects();
    private Duration idleTimeout = DEFAULTS.idleTimeout();
    private int attempts = DEFAULTS.attempts();
    private Duration backoff = DEFAULTS.backoff();
    private Duration maxBackoff = DEFAULTS.maxBackoff();
    private int connections = DEFAULTS.connections();
    private int connectionsPerHost = DEFAULTS.connectionsPerHost();
    private int pending = DEFAULTS.pending();
    private boolean coalesce = DEFAULTS.coalesce();

    private Fetch() {}

    static Fetch with() {
        return new Fetch();
    }

    FetchSettings settings() {
        return new FetchSettings(
                maxBytes,
                fileRoots,
                allowedHosts,
                false,
                maxRedirects,
                DEFAULTS.connectTimeout(),
                idleTimeout,
                attempts,
                backoff,
                maxBackoff,
                connections,
                connectionsPerHost,
                pending,
                coalesce);
    }

    Fetch maxBytes(int value) {
        maxBytes = value;
        return this;
    }

    Fetch fileRoots(Path... value) {
        fileRoots = List.of(value);
        return this;
    }

    Fetch allowedHosts(String... value) {
        allowedHosts = List.of(value);
        return this;
    }

    Fetch maxRedirects(int value) {
        maxRedirects = value;
        return this;
    }

    Fetch idleTimeout(Duration value) {
        idleTimeout = value;
        return this;
    }

    Fetch attempts(int value) {
        attempts = value;
        return this;
    }

    Fetch backoff(Duration first, Duration longest) {
        backoff = first;
        maxBackoff = longest;
        return this;
    }

    Fetch connections(int inAll, int perHost) {
        connections = inAll;
        connectionsPerHost = perHost;
        return this;
    }

    Fetch coalesce() {
        coalesce = true;
        return this;
    }

    Fetch pending(int value) {
        pending = value;
        return this;
    }
}
