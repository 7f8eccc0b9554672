package io.inceptionstreams.http;

/**
 * Where the management port listens.
 *
 * @param bindAddress a name or literal of one of this machine's addresses ({@code http.bind-address}), {@code 0.0.0.0}
 *     for all of them
 * @param port {@code http.port}; 0 for any free one
 */
public record HttpSettings(String bindAddress, int port) {

    public static final String DEFAULT_BIND_ADDRESS = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;

    public HttpSettings {
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("http.bind-address must name an address, not '" + bindAddress + "'");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http.port must be 0 to 65535, not " + port);
        }
    }

    public static HttpSettings defaults() {
        return new HttpSettings(DEFAULT_BIND_ADDRESS, DEFAULT_PORT);
    }
}
