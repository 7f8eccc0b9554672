package io.inceptionstreams.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/**
 * One or three brokers, each a child JVM, broker and controller at once, to be killed and frozen while clients work.
 * Ports and folders of a node stay the same over restarts. Methods block, each within its bound; one thread at a time
 * may call them.
 */
public final class BrokerCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration LEADER_LIMIT = Duration.ofSeconds(30);

    private final ClusterSettings settings;
    private final String clusterId = Uuid.randomUuid().toString();
    private final List<NodeAddress> nodes;
    private final Map<Integer, ChildJvm> children = new TreeMap<>();
    private final Admin admin;

    private BrokerCluster(ClusterSettings settings, List<NodeAddress> nodes) {
        this.settings = settings;
        this.nodes = nodes;
        this.admin = Nodes.admin(nodes);
    }

    /** Starts all nodes, numbered from 1, and returns when all of them serve. */
    public static BrokerCluster start(ClusterSettings settings) {
        List<Integer> ports = Ports.free(2 * settings.nodes(), new Random());
        List<NodeAddress> nodes = new ArrayList<>();
        for (int i = 0; i < settings.nodes(); i++) {
            nodes.add(new NodeAddress(i + 1, ports.get(2 * i), ports.get(2 * i + 1)));
        }
        BrokerCluster cluster = new BrokerCluster(settings, List.copyOf(nodes));
        try {
            nodes.forEach(cluster::launch);
            cluster.awaitServing(nodes);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(NodeAddress node) {
        Path folder = settings.folder().resolve("broker-" + node.id());
        Path file = folder.resolve("server.properties");
        try {
            Files.createDirectories(folder);
            Properties properties = NodeProperties.of(node, nodes, folder.resolve("data"));
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the broker's folder " + folder, e);
        }
        String heap = "-Xmx" + settings.heapMegabytes() + "m";
        // One thread for garbage and the quick compiler only: several nodes share a few cores with what they test.
        List<String> options = settings.measured()
                ? List.of(heap)
                : List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
        children.put(
                node.id(),
                ChildJvm.start(new ChildJvm.Command(
                        "broker " + node.id(),
                        NodeMain.class.getName(),
                        options,
                        List.of(file.toString(), clusterId),
                        Map.of(),
                        folder.resolve("broker.log"))));
    }

    private void awaitServing(List<NodeAddress> started) {
        // A client that knows only these nodes cannot be answered by another, which might not know of a death yet.
        try (Admin direct = Nodes.admin(started)) {
            Nodes.awaitMembers(direct, started, START_LIMIT);
        } catch (BrokerException e) {
            List<String> dead = started.stream()
                    .filter(node -> !child(node.id()).isAlive())
                    .map(node -> "broker-" + node.id() + "/broker.log")
                    .toList();
            throw dead.isEmpty() ? e : new BrokerException(e.getMessage() + "; ended by itself, see " + dead, e);
        }
    }

    /** All nodes, dead ones included, for Kafka's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return Nodes.bootstrapServers(nodes);
    }

    public ClusterSettings settings() {
        return settings;
    }

    /** The nodes whose process exists, frozen ones included. */
    public Set<Integer> alive() {
        return children.entrySet().stream()
                .filter(child -> child.getValue().isAlive())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The process of each node that was started last. */
    public Collection<Long> pids() {
        return children.values().stream().map(ChildJvm::pid).toList();
    }

    /** As {@link EmbeddedBroker#createTopics(Map)}, with a copy of each partition on every node. */
    public void createTopics(Map<String, Integer> partitions) {
        createTopics(Topics.withPartitions(partitions));
    }

    public void createTopics(Collection<NewTopic> topics) {
        new Topics(admin).create(topics);
    }

    /** Deletes a topic and creates it again at once. */
    public void recreate(NewTopic topic) {
        new Topics(admin).recreate(topic);
    }

    /**
     * Truncates the log of a partition by an unclean leader election: for a while it has two copies, of which one is
     * enough; the follower is frozen, {@code unreplicated} writes what the leader then has alone, the leader is killed, and
     * the follower goes on without these records. Returns when all nodes have a copy again. Until then,
     * {@code unreplicated} alone may write to the partition.
     */
    public void truncate(String topic, int partition, Runnable unreplicated) {
        if (settings.nodes() < 3) {
            throw new IllegalArgumentException(
                    "a truncation needs 3 brokers: one with all records, one that lacks some, and one for the quorum");
        }
        Topics topics = new Topics(admin);
        int leader = leaderOf(topic, partition);
        int follower = 1 + leader % settings.nodes();
        topics.reassign(topic, partition, List.of(leader, follower));
        topics.allowUncleanElections(topic, true);
        freeze(follower);
        try {
            Await.until(
                    "broker " + follower + " to leave the copies in sync of " + topic + "-" + partition,
                    START_LIMIT,
                    () -> inSync(topic, partition).equals(Set.of(leader)));
            unreplicated.run();
            kill(leader);
        } finally {
            thaw(follower);
        }
        Await.until(
                "broker " + follower + " to lead " + topic + "-" + partition,
                START_LIMIT,
                () -> leaderOf(topic, partition) == follower);
        restart(leader);
        awaitInSync(List.of(topic), START_LIMIT);
        topics.allowUncleanElections(topic, false);
        List<Integer> all = new ArrayList<>(List.of(follower, leader));
        nodes.stream().map(NodeAddress::id).filter(id -> !all.contains(id)).forEach(all::add);
        topics.reassign(topic, partition, all);
    }

    /** The offset behind the last record of each partition. */
    public Map<Integer, Long> ends(String topic) {
        return new Topics(admin).ends(topic);
    }

    /** The node that leads the partition; waits up to 30 s while there is none. */
    public int leaderOf(String topic, int partition) {
        Topics topics = new Topics(admin);
        int[] leader = new int[1];
        Await.until(
                "a leader of " + topic + "-" + partition,
                LEADER_LIMIT,
                () -> topics.partition(topic, partition)
                        .filter(Topics::hasLeader)
                        .map(info -> leader[0] = info.leader().id())
                        .isPresent());
        return leader[0];
    }

    /** The nodes that have all of the partition; empty while the cluster cannot say. */
    public Set<Integer> inSync(String topic, int partition) {
        return new Topics(admin)
                .partition(topic, partition)
                .map(TopicPartitionInfo::isr)
                .map(isr -> isr.stream().map(Node::id).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Returns when every partition of the topics has a leader and all its copies again. */
    public void awaitInSync(Collection<String> topics, Duration limit) {
        Topics asked = new Topics(admin);
        Await.until(
                "all copies of " + topics,
                limit,
                () -> asked.describe(topics).filter(Topics::complete).isPresent());
    }

    /** SIGKILL. Returns when the process is gone; the cluster needs up to some seconds to notice. */
    public void kill(int nodeId) {
        child(nodeId).kill();
    }

    /** SIGSTOP. */
    public void freeze(int nodeId) {
        child(nodeId).freeze();
    }

    /** SIGCONT. */
    public void thaw(int nodeId) {
        child(nodeId).thaw();
    }

    /** Starts a node again on its old folder, killing it first where it still runs, and returns when it serves. */
    public void restart(int nodeId) {
        child(nodeId).kill();
        NodeAddress node =
                nodes.stream().filter(n -> n.id() == nodeId).findFirst().orElseThrow();
        launch(node);
        awaitServing(List.of(node));
    }

    private ChildJvm child(int nodeId) {
        ChildJvm child = children.get(nodeId);
        if (child == null) {
            throw new IllegalArgumentException("there is no broker " + nodeId + ", only " + children.keySet());
        }
        return child;
    }

    /** Kills all nodes. Their folders stay. */
    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
        children.values().forEach(ChildJvm::close);
    }
}
