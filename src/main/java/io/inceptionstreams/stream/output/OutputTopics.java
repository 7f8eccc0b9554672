package io.inceptionstreams.stream.output;

import io.inceptionstreams.util.DaemonThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration of the application's topics at the start and every {@link #PERIOD}, and warns of what will not
 * fit together, with the remedy. A topic whose configuration may not be read is said once; what it refuses is then found
 * by sending. Thread-safe.
 */
public final class OutputTopics implements AutoCloseable {

    /** An operator who changes a topic waits no longer than this. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(OutputTopics.class);

    private final StreamTopics topics;
    private final int maxResultBytes;
    private final Admin admin;
    private final OutputLimits limits;
    private final ScheduledExecutorService thread;
    private final Map<String, TopicLimits> read = new ConcurrentHashMap<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private OutputTopics(StreamTopics topics, int maxResultBytes, Admin admin, LongSupplier nanoTime) {
        this.topics = topics;
        this.maxResultBytes = maxResultBytes;
        this.admin = admin;
        this.limits = new OutputLimits(nanoTime);
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("output-topics"));
    }

    /**
     * Reads for the first time, {@link #PATIENCE} at most, and goes on until it is closed.
     *
     * @param maxResultBytes {@code output.max-bytes}
     * @param admin asks the brokers; it is the caller's to close
     */
    public static OutputTopics read(StreamTopics topics, int maxResultBytes, Admin admin, LongSupplier nanoTime) {
        OutputTopics outputs = new OutputTopics(topics, maxResultBytes, admin, nanoTime);
        outputs.readNow();
        outputs.thread.scheduleWithFixedDelay(
                outputs::readNow, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return outputs;
    }

    public OutputLimits limits() {
        return limits;
    }

    /** The largest record that an output takes, as far as it is known; 0 if it is not. */
    public long largestRecord() {
        return List.of(topics.labels(), topics.deadLetters()).stream()
                .filter(read::containsKey)
                .mapToLong(topic -> limits.of(topic).maxBytes())
                .filter(most -> most < Integer.MAX_VALUE)
                .max()
                .orElse(0);
    }

    /** Reads again, on a thread of its own. */
    public void readSoon() {
        try {
            thread.execute(this::readNow);
        } catch (RejectedExecutionException e) {
            LOG.debug("the instance stops", e);
        }
    }

    private void readNow() {
        List<String> names = List.of(topics.references(), topics.labels(), topics.deadLetters());
        Map<ConfigResource, KafkaFuture<Config>> answers = admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer : answers.entrySet()) {
            String name = answer.getKey().name();
            try {
                long left = Math.max(0, end - System.nanoTime());
                TopicLimits now = TopicLimits.of(answer.getValue().get(left, TimeUnit.NANOSECONDS));
                read.put(name, now);
                limits.configure(name, now);
            } catch (ExecutionException e) {
                unread(name, String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                unread(name, "no answer within " + PATIENCE.toSeconds() + " s");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                unread(name, e.toString()); // a number that is none: later brokers may have other values
            }
        }
        TopicAdvice.of(topics, maxResultBytes, new HashMap<>(read)).stream()
                .filter(said::add)
                .forEach(LOG::warn);
    }

    private void unread(String topic, String why) {
        if (said.add(topic)) {
            LOG.warn(
                    "the configuration of topic {} cannot be read ({}): what it refuses is found by sending; allow"
                            + " DescribeConfigs on it to have it known",
                    topic,
                    why);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
