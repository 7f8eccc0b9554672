package io.inceptionstreams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --bootstrap-servers}, of the commands that need a broker and start none. */
final class KafkaOption implements Common.Shortcut {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Where Kafka is (setting kafka.bootstrap.servers).")
    @Nullable
    String bootstrapServers;

    @Override
    public Optional<String> setting() {
        return Optional.ofNullable(bootstrapServers).map(given -> "kafka." + Common.BOOTSTRAP_SERVERS + "=" + given);
    }
}
