package io.inceptionstreams.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One Kafka node in this JVM: formats its folder when new, starts, stops. Shared by the embedded and the child broker. */
final class NodeServer {

    private final KafkaRaftServer server;

    private NodeServer(KafkaRaftServer server) {
        this.server = server;
    }

    /**
     * Starts the node and returns when it is a member of its cluster; with several nodes that takes a quorum of them.
     *
     * @param clusterId the same for all nodes; ignored when the folder is formatted already
     */
    static NodeServer start(Properties properties, String clusterId) {
        KafkaConfig config = KafkaConfig.fromProps(properties, false);
        format(properties, clusterId);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException | Error e) {
            server.shutdown();
            throw e;
        }
        return new NodeServer(server);
    }

    private static void format(Properties properties, String clusterId) {
        Path data = Path.of(properties.getProperty("log.dirs"));
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(data);
            new Formatter()
                    .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                    .setClusterId(clusterId)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(NodeProperties.CONTROLLER_LISTENER)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the broker's folder " + data, e);
        } catch (Exception e) {
            // The formatter declares Exception.
            throw new BrokerException("cannot format the broker's folder " + data + ": " + e.getMessage(), e);
        }
    }

    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }
}
