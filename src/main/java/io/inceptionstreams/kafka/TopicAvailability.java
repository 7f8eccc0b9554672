package io.inceptionstreams.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the application's topics: in a new cluster they may come a little later than the application. Refuses outputs
 * that have too few partitions.
 */
public final class TopicAvailability {

    private static final Logger LOG = LoggerFactory.getLogger(TopicAvailability.class);
    private static final long POLL_MILLIS = 1_000;

    /** When brokers take longer to answer, the log says so. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private TopicAvailability() {}

    /**
     * @param outputs the labels topic and the dead-letter topic
     * @param limit the setting {@code topics.wait}
     * @throws ClientException when a topic is still missing after the limit, an output has fewer partitions than the
     *     references, or Kafka does not answer
     */
    public static void await(KafkaClients clients, String references, List<String> outputs, Duration limit)
            throws ClientException, InterruptedException {
        List<String> wanted =
                Stream.concat(Stream.of(references), outputs.stream()).toList();
        long end = System.nanoTime() + limit.toNanos();
        try (Admin admin = clients.admin()) {
            Set<String> told = Set.of();
            Set<String> missing = missing(admin, wanted, limit);
            while (!missing.isEmpty()) {
                if (System.nanoTime() - end > 0) {
                    throw new ClientException("topics are missing after topics.wait=" + limit.toSeconds() + "s: "
                            + String.join(", ", missing) + "; create them, the labels and dead-letter topics with as"
                            + " many partitions as " + references);
                }
                if (!missing.equals(told)) {
                    LOG.warn("waiting for topics, up to topics.wait={}s: {}", limit.toSeconds(), missing);
                    told = missing;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                missing = missing(admin, wanted, limit);
            }
            if (!told.isEmpty()) {
                LOG.info("all topics are there");
            }
            requirePartitions(partitions(admin, wanted, limit), references, outputs);
        }
    }

    /** Answers go to the partition with the number of their event's: an output with fewer would mix what is in order. */
    private static void requirePartitions(Map<String, Integer> partitions, String references, List<String> outputs)
            throws ClientException {
        int needed = partitions.getOrDefault(references, 0);
        List<String> narrow = outputs.stream()
                .filter(topic -> partitions.getOrDefault(topic, needed) < needed)
                .map(topic -> topic + " (" + partitions.get(topic) + ")")
                .toList();
        if (!narrow.isEmpty()) {
            throw new ClientException("topics with fewer partitions than " + references + " (" + needed
                    + "): "
                    + String.join(", ", narrow) + "; each answer goes to the partition with the number of its event's:"
                    + " add partitions (kafka-topics --alter --topic TOPIC --partitions " + needed + ")");
        }
    }

    /** The number of partitions of each topic that is there. */
    private static Map<String, Integer> partitions(Admin admin, List<String> wanted, Duration limit)
            throws ClientException, InterruptedException {
        Map<String, Integer> partitions = new HashMap<>();
        for (TopicDescription topic : describe(admin, wanted, limit).values()) {
            partitions.put(topic.name(), topic.partitions().size());
        }
        return partitions;
    }

    private static Set<String> missing(Admin admin, List<String> wanted, Duration limit)
            throws ClientException, InterruptedException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(describe(admin, wanted, limit).keySet());
        return missing;
    }

    private static TopicDescription await(KafkaFuture<TopicDescription> description, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Duration first = limit.compareTo(SLOW) < 0 ? limit : SLOW;
        try {
            return description.get(first.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Duration rest = limit.minus(first);
            if (rest.isZero()) {
                throw e;
            }
            LOG.warn(
                    "no Kafka broker has answered for {} s; waiting up to topics.wait={}s",
                    first.toSeconds(),
                    limit.toSeconds());
            return description.get(rest.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The topics that are there. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> wanted, Duration limit)
            throws ClientException, InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        var descriptions = admin.describeTopics(wanted).topicNameValues();
        for (String topic : wanted) {
            try {
                found.put(topic, await(Objects.requireNonNull(descriptions.get(topic)), limit));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof org.apache.kafka.common.errors.UnknownTopicOrPartitionException)) {
                    throw new ClientException("topic " + topic + " cannot be described: " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                admin.close(Duration.ZERO); // or it would wait for its own, longer timeout
                throw new ClientException("Kafka did not answer within topics.wait=" + limit.toSeconds() + "s", e);
            }
        }
        return found;
    }
}
