package io.inceptionstreams;

import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.stream.StreamSettings.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the application's topics: in a new cluster they may come a little later than the application. */
final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final long POLL_MILLIS = 1_000;

    private TopicCheck() {}

    /** @throws CommandException when a topic is still missing after {@code topics.wait}, or Kafka does not answer */
    static void await(KafkaClients clients, Configuration configuration) throws CommandException, InterruptedException {
        Topics topics = configuration.topics();
        List<String> wanted = List.of(topics.references(), topics.labels(), topics.deadLetters());
        Duration limit = configuration.topicsWait();
        long end = System.nanoTime() + limit.toNanos();
        try (Admin admin = clients.admin()) {
            Set<String> missing = missing(admin, wanted, limit);
            while (!missing.isEmpty()) {
                if (System.nanoTime() - end > 0) {
                    throw new CommandException("topics are missing after topics.wait=" + limit.toSeconds() + "s: "
                            + String.join(", ", missing) + "; create them, the labels and dead-letter topics with as"
                            + " many partitions as " + topics.references());
                }
                LOG.warn("waiting for topics: {}", missing);
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                missing = missing(admin, wanted, limit);
            }
        }
    }

    private static Set<String> missing(Admin admin, List<String> wanted, Duration limit)
            throws CommandException, InterruptedException {
        Set<String> missing = new TreeSet<>();
        var descriptions = admin.describeTopics(wanted).topicNameValues();
        for (String topic : wanted) {
            try {
                Objects.requireNonNull(descriptions.get(topic)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof org.apache.kafka.common.errors.UnknownTopicOrPartitionException) {
                    missing.add(topic);
                } else {
                    throw new CommandException("topic " + topic + " cannot be described: " + e.getCause(), e);
                }
            } catch (java.util.concurrent.TimeoutException e) {
                admin.close(Duration.ZERO); // or it would wait for its own, longer timeout
                throw new CommandException("Kafka did not answer within topics.wait=" + limit.toSeconds() + "s", e);
            }
        }
        return missing;
    }
}
