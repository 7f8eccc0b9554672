package io.inceptionstreams.broker;

import io.inceptionstreams.util.DaemonThreads;
import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker, with its controller, in this JVM. Listens on the loopback address only, without authentication.
 * All methods may be called from any thread.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int NODE_ID = 1;
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(60);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final NodeAddress address;
    private final NodeServer server;
    private final ExitGuard exits;
    private final Admin admin;
    private final Optional<Path> temporary;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(NodeAddress address, NodeServer server, ExitGuard exits, Optional<Path> temporary) {
        this.address = address;
        this.server = server;
        this.exits = exits;
        this.temporary = temporary;
        this.admin = Nodes.admin(List.of(address));
    }

    /**
     * Starts a broker and returns when it answers: about 4 s the first time in a JVM, 0.5 s later.
     *
     * @throws BrokerException when the port is taken, the folder cannot be used, or the broker does not come up
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        NodeAddress address = address(settings.port());
        Optional<Path> temporary = settings.dataFolder() == null ? Optional.of(temporaryFolder()) : Optional.empty();
        Path data = settings.dataFolder() == null ? temporary.orElseThrow() : settings.dataFolder();
        ExitGuard exits = ExitGuard.install();
        NodeServer server;
        try {
            server = NodeServer.start(
                    NodeProperties.of(address, List.of(address), data),
                    Uuid.randomUuid().toString());
        } catch (RuntimeException e) {
            exits.close();
            temporary.ifPresent(EmbeddedBroker::delete);
            throw e;
        }
        EmbeddedBroker broker = new EmbeddedBroker(address, server, exits, temporary);
        try {
            Nodes.awaitMembers(broker.admin, List.of(address), SERVING_LIMIT);
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** {@code host:port}, for Kafka's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return address.address();
    }

    /**
     * Creates topics by name and number of partitions; those that exist are left alone.
     *
     * @throws BrokerException when one exists with another number of partitions
     */
    public void createTopics(Map<String, Integer> partitions) {
        createTopics(Topics.withPartitions(partitions));
    }

    /** Deletes a topic and creates it again at once. */
    public void recreateTopic(String name, int partitions) {
        new Topics(admin).recreate(new NewTopic(name, Optional.of(partitions), Optional.empty()));
    }

    /** As {@link #createTopics(Map)}, with configurations. Returns when every partition has a leader. */
    public void createTopics(Collection<NewTopic> topics) {
        new Topics(admin).create(topics);
    }

    /** What the broker wanted to end the process for. From then on it serves no more, or not everything. */
    public Optional<String> fault() {
        return exits.fault();
    }

    /** Stops the broker within 30 s, and deletes its folder when that was temporary. Later calls do nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        admin.close(Duration.ofSeconds(5));
        stopWithinLimit();
        exits.close();
        temporary.ifPresent(EmbeddedBroker::delete);
    }

    /** On a thread of its own: after a fault, Kafka's shutdown may wait for a thread that is no more. */
    private void stopWithinLimit() {
        CountDownLatch stopped = new CountDownLatch(1);
        DaemonThreads.of("embedded-broker-stop", () -> {
                    server.stop();
                    stopped.countDown();
                })
                .start();
        try {
            if (!stopped.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The embedded broker did not stop within {} s", CLOSE_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("Interrupted while the embedded broker was stopping");
        }
    }

    private static NodeAddress address(int port) {
        if (port != 0 && !Ports.isFree(port)) {
            throw new BrokerException("broker.port " + port + " is in use");
        }
        List<Integer> free = Ports.free(2, new Random());
        return new NodeAddress(NODE_ID, port == 0 ? free.get(0) : port, free.get(1));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("inception-broker");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary folder for the broker", e);
        }
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            log.warn("Could not delete the broker's temporary folder {}", folder, e);
        }
    }
}
