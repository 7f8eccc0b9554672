package io.inceptionstreams.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Produces the events on a thread of its own, no faster than the faults come: there is work under way at each of them,
 * and the last events come after the last one. Remembers where each event went.
 */
final class Feed implements AutoCloseable {

    private static final long SLICE_MILLIS = 10;

    private final String topic;
    private final Events events;
    private final int count;
    private final double perSecond;
    private final int phases;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLongArray offsets;
    private final AtomicIntegerArray partitions;
    private final AtomicIntegerArray producedByPartition;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicInteger phase = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "ledger-feed");

    /**
     * @param perSecond events a second while faults are going on
     * @param phases faults; after as many calls of {@link #nextPhase} the rest is sent at full speed
     */
    Feed(
            String bootstrapServers,
            String topic,
            Events events,
            int count,
            int partitionCount,
            double perSecond,
            int phases) {
        this.topic = topic;
        this.events = events;
        this.count = count;
        this.perSecond = perSecond;
        this.phases = phases;
        this.offsets = new AtomicLongArray(count);
        this.partitions = new AtomicIntegerArray(count);
        this.producedByPartition = new AtomicIntegerArray(partitionCount);
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        // With several on their way when a leader dies, the first may be out of sequence for good.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        (int) Duration.ofMinutes(5).toMillis(),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        Duration.ofMinutes(5).toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A fault is over. */
    void nextPhase() {
        phase.incrementAndGet();
    }

    /** Returns when every event is acknowledged. */
    void awaitEnd() throws InterruptedException {
        thread.join();
        Exception e = failure.get();
        if (e != null) {
            throw new LedgerException("the events could not be produced", e);
        }
    }

    /** Acknowledged events of a partition. */
    int produced(int partition) {
        return producedByPartition.get(partition);
    }

    /** No event with this number or a higher one is produced yet. */
    int next() {
        return next.get();
    }

    int partition(int number) {
        return partitions.get(number);
    }

    long offset(int number) {
        return offsets.get(number);
    }

    private void run() {
        try {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                while (i >= allowed(start)) {
                    TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
                }
                next.set(i + 1);
                send(i);
            }
            producer.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private int allowed(long start) {
        int now = phase.get();
        if (now >= phases) {
            return count;
        }
        double byTime = perSecond * (System.nanoTime() - start) / 1e9;
        double byPhase = (double) count * (now + 1) / (phases + 1);
        return (int) Math.min(byTime, byPhase);
    }

    private void send(int number) {
        byte[] key = Events.key(number).getBytes(UTF_8);
        producer.send(
                new ProducerRecord<>(topic, null, Events.timestamp(number), key, events.value(number)),
                (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                        return;
                    }
                    partitions.set(number, metadata.partition());
                    offsets.set(number, metadata.offset());
                    producedByPartition.incrementAndGet(metadata.partition());
                });
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close(Duration.ofSeconds(5));
    }
}
