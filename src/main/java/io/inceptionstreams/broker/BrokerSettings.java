package io.inceptionstreams.broker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to run the embedded broker.
 *
 * @param dataFolder where topics are kept ({@code broker.data-folder}); created when missing, and used again when it is
 *     an earlier broker's. Null for a temporary folder that goes when the broker closes.
 * @param port the port on the loopback address ({@code broker.port}); 0 for any free one
 */
public record BrokerSettings(@Nullable Path dataFolder, int port) {

    public BrokerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("broker.port must be 0 to 65535, not " + port);
        }
    }

    /** A temporary folder and a free port. */
    public static BrokerSettings temporary() {
        return new BrokerSettings(null, 0);
    }
}
