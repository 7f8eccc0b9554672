package io.inceptionstreams.http;

import io.inceptionstreams.util.Bounds;
import java.util.List;

/**
 * Where the management port listens, and by which names it may be asked.
 *
 * @param bindAddress a name or literal of one of this machine's addresses ({@code http.bind-address}), {@code 0.0.0.0}
 *     for all of them
 * @param port {@code http.port}; 0 for any free one
 * @param hosts {@code http.hosts}: names that requests may use in {@code Host} besides {@code localhost}, the bind
 *     address and literal addresses; {@code name} or {@code *.suffix}
 */
public record HttpSettings(String bindAddress, int port, List<String> hosts) {

    public static final String DEFAULT_BIND_ADDRESS = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;
    public static final Bounds<Integer> PORT = new Bounds<>(0, 65_535);

    public HttpSettings {
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("http.bind-address must name an address, not '" + bindAddress + "'");
        }
        PORT.check("http.port", port);
        hosts = List.copyOf(hosts);
        for (String host : hosts) {
            if (!HostNames.isPattern(host)) {
                throw new IllegalArgumentException(
                        "http.hosts must be names, without ports, or *.suffix, not '" + host + "'");
            }
        }
    }

    public static HttpSettings defaults() {
        return new HttpSettings(DEFAULT_BIND_ADDRESS, DEFAULT_PORT, List.of());
    }
}
