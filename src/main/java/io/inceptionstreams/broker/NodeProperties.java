package io.inceptionstreams.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** The configuration of one node, which is broker and controller at once. Pure: writes nothing, opens nothing. */
final class NodeProperties {

    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String HOST = NodeAddress.HOST;

    private NodeProperties() {}

    /**
     * The configuration of {@code self}.
     *
     * @param quorum all nodes, {@code self} among them, in the same order for each
     * @param data the folder of its log segments
     */
    static Properties of(NodeAddress self, List<NodeAddress> quorum, Path data) {
        Properties properties = new Properties();
        identity(properties, self, quorum, data);
        replication(properties, quorum.size());
        recovery(properties);
        transactions(properties);
        groups(properties);
        footprint(properties);
        return properties;
    }

    private static void identity(Properties to, NodeAddress self, List<NodeAddress> quorum, Path data) {
        String voters = quorum.stream()
                .map(node -> node.id() + "@" + HOST + ":" + node.controllerPort())
                .collect(Collectors.joining(","));
        to.setProperty("process.roles", "broker,controller");
        to.setProperty("node.id", String.valueOf(self.id()));
        to.setProperty("controller.quorum.voters", voters);
        to.setProperty(
                "listeners",
                "PLAINTEXT://" + self.address() + "," + CONTROLLER_LISTENER + "://" + HOST + ":"
                        + self.controllerPort());
        to.setProperty("advertised.listeners", "PLAINTEXT://" + self.address());
        to.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        to.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        to.setProperty("inter.broker.listener.name", "PLAINTEXT");
        to.setProperty("log.dirs", data.toString());
        // A misspelt topic is an error, not a new topic.
        to.setProperty("auto.create.topics.enable", "false");
    }

    /** Every topic, Kafka's own included, has a copy on each node and is written to a majority of them. */
    private static void replication(Properties to, int nodes) {
        String copies = String.valueOf(nodes);
        String majority = String.valueOf(nodes / 2 + 1);
        to.setProperty("default.replication.factor", copies);
        to.setProperty("min.insync.replicas", majority);
        to.setProperty("offsets.topic.replication.factor", copies);
        to.setProperty("transaction.state.log.replication.factor", copies);
        to.setProperty("transaction.state.log.min.isr", majority);
        to.setProperty("share.coordinator.state.topic.replication.factor", copies);
        to.setProperty("share.coordinator.state.topic.min.isr", majority);
    }

    /**
     * A dead node is noticed within 3 s (Kafka's default: 9 s) and a dead controller within 1 s and an election. Much
     * less would depose nodes that only wait for a core: tests run several of them on two.
     */
    private static void recovery(Properties to) {
        to.setProperty("broker.session.timeout.ms", "3000");
        to.setProperty("broker.heartbeat.interval.ms", "500");
        to.setProperty("controller.quorum.fetch.timeout.ms", "1500");
        to.setProperty("controller.quorum.election.timeout.ms", "750");
        to.setProperty("controller.quorum.election.backoff.max.ms", "500");
        to.setProperty("controller.quorum.request.timeout.ms", "1500");
        to.setProperty("replica.lag.time.max.ms", "10000");
        // An abandoned transaction holds back read_committed consumers until it is aborted.
        to.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    /**
     * The first write of a transaction waits until the markers of the one before are written. By default the leader asks
     * again after 20 ms, twice that and so on up to 100 ms in all, and then it is the client's turn to wait. With
     * back-to-back transactions over 8 partitions that made a write take 22 ms on one node and 77 ms on three (medians);
     * with these it takes 2 and 20. A production broker wants the same two settings.
     */
    private static void transactions(Properties to) {
        to.setProperty("add.partitions.to.txn.retry.backoff.ms", "2");
        to.setProperty("add.partitions.to.txn.retry.backoff.max.ms", "200");
    }

    /** Groups form at once, and clients may choose short session timeouts so that a dead instance is replaced soon. */
    private static void groups(Properties to) {
        to.setProperty("group.initial.rebalance.delay.ms", "0");
        to.setProperty("group.min.session.timeout.ms", "1000");
        to.setProperty("group.streams.initial.rebalance.delay.ms", "0");
        to.setProperty("group.streams.min.session.timeout.ms", "3000");
        to.setProperty("group.streams.session.timeout.ms", "6000");
        to.setProperty("group.streams.min.heartbeat.interval.ms", "500");
        to.setProperty("group.streams.heartbeat.interval.ms", "1000");
    }

    /** Sized for one machine with several nodes: fewer threads, fewer internal partitions, less memory. */
    private static void footprint(Properties to) {
        to.setProperty("num.network.threads", "2");
        to.setProperty("num.io.threads", "4");
        to.setProperty("offsets.topic.num.partitions", "4");
        to.setProperty("transaction.state.log.num.partitions", "4");
        to.setProperty("share.coordinator.state.topic.num.partitions", "1");
        to.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        to.setProperty("queued.max.requests", "200");
    }
}
