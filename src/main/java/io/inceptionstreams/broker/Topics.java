package io.inceptionstreams.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
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
