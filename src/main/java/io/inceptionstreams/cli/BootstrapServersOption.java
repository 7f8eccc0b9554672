package io.inceptionstreams.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --bootstrap-servers}, of the commands that need a broker and start none. */
public final class BootstrapServersOption implements SettingsOptions.Shortcut {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Where Kafka is (default: the setting kafka.bootstrap.servers).")
    @Nullable
    String bootstrapServers;

    @Override
    public Optional<String> setting() {
        return Optional.ofNullable(bootstrapServers)
                .map(given -> "kafka." + SettingsOptions.BOOTSTRAP_SERVERS + "=" + given);
    }
}
