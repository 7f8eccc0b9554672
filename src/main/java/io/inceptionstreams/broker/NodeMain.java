package io.inceptionstreams.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The child process of {@link BrokerCluster}: one node, until it is killed. Unlike {@code kafka.Kafka} it formats its own
 * folder, so that starting a node is one JVM and not two, and it does not outlive its parent.
 */
final class NodeMain {

    private NodeMain() {}

    /**
     * Runs a node.
     *
     * @param arguments the properties file, and the cluster's id
     */
    public static void main(String[] arguments) throws IOException {
        ChildJvm.exitWithParent();
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(file);
        }
        // Kafka's own threads keep the JVM alive; a fault ends it, as it would any broker.
        NodeServer.start(properties, arguments[1]);
    }
}
