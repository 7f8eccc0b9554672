package io.inceptionstreams.image.fetch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The default settings, but for what a test is about. */
public final class Fetch {

    private static final FetchSettings DEFAULTS = FetchSettings.defaults();

    private int maxBytes = DEFAULTS.maxBytes();
    private List<Path> fileRoots = DEFAULTS.fileRoots();
    private List<String> allowedHosts = DEFAULTS.allowedHosts();
    private List<Integer> allowedPorts = DEFAULTS.allowedPorts();
    private int maxRedirects = DEFAULTS.maxRedirects();
    private Duration idleTimeout = DEFAULTS.idleTimeout();
    private int attempts = DEFAULTS.attempts();
    private Duration backoff = DEFAULTS.backoff();
    private Duration maxBackoff = DEFAULTS.maxBackoff();
    private int connections = DEFAULTS.connections();
    private int connectionsPerHost = DEFAULTS.connectionsPerHost();
    private int pending = DEFAULTS.pending();
    private boolean coalesce = DEFAULTS.coalesce();
    private String userAgent = DEFAULTS.userAgent();
    private RequestHeaders headers = DEFAULTS.headers();
    private FetchSettings.Breaker breaker = DEFAULTS.breaker();
    private @Nullable Path tlsAuthorities;

    private Fetch() {}

    public static Fetch with() {
        return new Fetch();
    }

    public FetchSettings settings() {
        return new FetchSettings(
                maxBytes,
                fileRoots,
                allowedHosts,
                allowedPorts,
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
                coalesce,
                userAgent,
                headers,
                breaker,
                tlsAuthorities);
    }

    public Fetch maxBytes(int value) {
        maxBytes = value;
        return this;
    }

    public Fetch fileRoots(Path... value) {
        fileRoots = List.of(value);
        return this;
    }

    public Fetch allowedHosts(String... value) {
        allowedHosts = List.of(value);
        return this;
    }

    Fetch allowedPorts(Integer... value) {
        allowedPorts = List.of(value);
        return this;
    }

    public Fetch maxRedirects(int value) {
        maxRedirects = value;
        return this;
    }

    public Fetch idleTimeout(Duration value) {
        idleTimeout = value;
        return this;
    }

    public Fetch attempts(int value) {
        attempts = value;
        return this;
    }

    public Fetch backoff(Duration first, Duration longest) {
        backoff = first;
        maxBackoff = longest;
        return this;
    }

    public Fetch connections(int inAll, int perHost) {
        connections = inAll;
        connectionsPerHost = perHost;
        return this;
    }

    Fetch coalesce() {
        coalesce = true;
        return this;
    }

    public Fetch userAgent(String value) {
        userAgent = value;
        return this;
    }

    /** {@code Name: value} lines for a host. */
    Fetch headers(Map<String, String> byHost) {
        headers = RequestHeaders.of(byHost);
        return this;
    }

    Fetch breaker(int failures, Duration pause) {
        breaker = new FetchSettings.Breaker(failures, pause, breaker.hosts());
        return this;
    }

    Fetch tlsAuthorities(Path value) {
        tlsAuthorities = value;
        return this;
    }

    public Fetch pending(int value) {
        pending = value;
        return this;
    }
}
