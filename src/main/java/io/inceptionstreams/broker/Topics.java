package io.inceptionstreams.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Topics through an {@link Admin}: every call is bounded, and what must be true afterwards is waited for. */
final class Topics {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Admin admin;

    Topics(Admin admin) {
        this.admin = admin;
    }

    static List<NewTopic> withPartitions(Map<String, Integer> partitions) {
        return partitions.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.empty()))
                .toList();
    }

    /**
     * Creates what is missing and returns when every partition of every topic has a leader and all its copies: a client
     * that produces earlier can hang for its whole delivery timeout.
     *
     * @throws BrokerException when a topic exists with another number of partitions
     */
    void create(Collection<NewTopic> topics) {
        admin.createTopics(topics).values().forEach((name, created) -> {
            try {
                get(created, "creating topic " + name);
            } catch (BrokerException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        });
        Await.until(
                "leaders of " + names(topics),
                LIMIT,
                () -> describe(names(topics)).filter(Topics::complete).isPresent());
        Map<String, Integer> wanted =
                topics.stream().collect(Collectors.toMap(NewTopic::name, NewTopic::numPartitions));
        describe(names(topics)).orElseThrow().values().forEach(topic -> {
            int count = wanted.getOrDefault(topic.name(), -1);
            int actual = topic.partitions().size();
            // -1: the caller left the number to the broker.
            if (count > 0 && count != actual) {
                throw new BrokerException(
                        "topic " + topic.name() + " exists with " + actual + " partitions, not " + count);
            }
        });
    }

    /** Deletes a topic, and creates it again as soon as its name is free: the same name with another log and another id. */
    void recreate(NewTopic topic) {
        get(admin.deleteTopics(List.of(topic.name())).all(), "deleting topic " + topic.name());
        Await.until("the name " + topic.name() + " to be free", LIMIT, () -> created(topic));
        Await.until(
                "leaders of " + topic.name(),
                LIMIT,
                () -> describe(List.of(topic.name())).filter(Topics::complete).isPresent());
    }

    private boolean created(NewTopic topic) {
        try {
            get(admin.createTopics(List.of(topic)).all(), "creating topic " + topic.name());
            return true;
        } catch (BrokerException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /** Moves the copies of a partition to these nodes, the leader first, and returns when they are in sync. */
    void reassign(String topic, int partition, List<Integer> copies) {
        TopicPartition one = new TopicPartition(topic, partition);
        get(
                admin.alterPartitionReassignments(Map.of(one, Optional.of(new NewPartitionReassignment(copies))))
                        .all(),
                "moving " + one + " to brokers " + copies);
        Await.until(
                "copies of " + one + " on brokers " + copies,
                LIMIT,
                () -> partition(topic, partition)
                        .filter(info -> ids(info.replicas()).equals(Set.copyOf(copies)))
                        .filter(info -> ids(info.isr()).equals(Set.copyOf(copies)))
                        .isPresent());
    }

    private static Set<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).collect(Collectors.toSet());
    }

    /** Whether a copy that lacks records may become the leader, and one copy is enough for a write. */
    void allowUncleanElections(String topic, boolean allowed) {
        List<AlterConfigOp> changes = List.of(
                change(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "true", allowed),
                change(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1", allowed));
        get(
                admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                        .all(),
                "setting how leaders of " + topic + " are elected");
    }

    private static AlterConfigOp change(String name, String value, boolean set) {
        return new AlterConfigOp(
                new ConfigEntry(name, value), set ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE);
    }

    /** The offset behind the last record of each partition. */
    Map<Integer, Long> ends(String topic) {
        int partitions = get(admin.describeTopics(List.of(topic)).allTopicNames(), "describing " + topic)
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        return get(admin.listOffsets(asked).all(), "asking for the ends of " + topic).entrySet().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().partition(), e -> e.getValue().offset()));
    }

    /** The partition as the cluster sees it, or empty while the cluster cannot say. */
    Optional<TopicPartitionInfo> partition(String topic, int partition) {
        return describe(List.of(topic)).stream()
                .flatMap(topics -> topics.values().stream())
                .map(TopicDescription::partitions)
                .map(partitions -> {
                    if (partition >= partitions.size()) {
                        throw new BrokerException("topic " + topic + " has no partition " + partition);
                    }
                    return partitions.get(partition);
                })
                .findFirst();
    }

    /** Empty when a topic is not known yet, or the node that was asked is not able to answer now. */
    Optional<Map<String, TopicDescription>> describe(Collection<String> names) {
        try {
            return Optional.of(get(admin.describeTopics(names).allTopicNames(), "describing " + names));
        } catch (BrokerException e) {
            if (e.getCause() instanceof RetriableException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean complete(Map<String, TopicDescription> topics) {
        return topics.values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> hasLeader(partition)
                        && partition.isr().size() == partition.replicas().size());
    }

    static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private static List<String> names(Collection<NewTopic> topics) {
        return topics.stream().map(NewTopic::name).collect(Collectors.toList());
    }

    static <T> T get(KafkaFuture<T> future, String doing) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BrokerException(doing + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BrokerException(doing + " took more than " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while " + doing, e);
        }
    }
}
