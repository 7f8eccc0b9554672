package io.inceptionstreams.cli;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.config.Configuration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker}: Kafka for local work. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a single Kafka broker on loopback, with the application's topics, until it is stopped.",
            "For local work: nothing is replicated, and everyone on this machine may connect."
        },
        footer = "inception-streams broker --port 9092 --data kafka-data")
public final class BrokerCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Where it listens; 0 for any free port (default: ${DEFAULT-VALUE}).")
    int port = 9092;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Keeps the data here (default: a temporary folder, deleted when the broker stops).")
    @Nullable
    Path data;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    int partitions = 8;

    @Override
    public Integer call() throws CommandException, InterruptedException {
        Configuration configuration = common.configuration();
        EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(data, port));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            broker.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        broker.createTopics(LocalTopics.of(configuration.topics(), partitions));
        common.out().println("Kafka listens on " + broker.bootstrapServers() + "; Ctrl-C stops it");
        common.out().flush();
        stopped.await();
        return 0;
    }
}
