package io.inceptionstreams.lab.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Produces the events on a thread of its own, no faster than the faults come: there is work in flight at each of them,
 * and the last events come after the last one. Tells {@link Outstanding} where each event went.
 */
final class Feed implements AutoCloseable {

    private static final long SLICE_MILLIS = 10;

    private final String bootstrapServers;
    private final String topic;
    private final Events events;
    private final int count;
    private final Outstanding outstanding;
    private final double perSecond;
    private final int phases;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicInteger phase = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "ledger-feed");

    /** Guards what follows: events are sent in their order, by this thread or by {@link #burst}. */
    private final Object turn = new Object();

    private KafkaProducer<byte[], byte[]> producer;
    private int next;
    private boolean paused;

    /**
     * @param perSecond events a second while faults are going on
     * @param phases faults; after as many calls of {@link #nextPhase} the rest is sent at full speed
     */
    Feed(
            String bootstrapServers,
            String topic,
            Events events,
            int count,
            Outstanding outstanding,
            double perSecond,
            int phases) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.events = events;
        this.count = count;
        this.outstanding = outstanding;
        this.perSecond = perSecond;
        this.phases = phases;
        this.producer = producer();
        thread.setDaemon(true);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
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

    /** Returns when all that was sent is acknowledged; nothing is sent until {@link #resume}, but by {@link #burst}. */
    void pause() {
        synchronized (turn) {
            paused = true;
            producer.flush();
        }
    }

    /** While paused: sends some events at once, and returns when they are acknowledged. */
    void burst(int most) {
        synchronized (turn) {
            renewProducer();
            int end = Math.min(count, next + most);
            while (next < end) {
                send(next++);
            }
            producer.flush();
        }
    }

    /** Goes on. */
    void resume() {
        synchronized (turn) {
            renewProducer();
            paused = false;
        }
    }

    /** The new one knows nothing of the log that was there before, nor of leaders that do not answer. */
    private void renewProducer() {
        producer.close();
        producer = producer();
    }

    /** No event with this number or a higher one is produced yet. */
    int next() {
        synchronized (turn) {
            return next;
        }
    }

    private void run() {
        try {
            long start = System.nanoTime();
            while (!sendAllowed(start)) {
                TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
            }
            synchronized (turn) {
                producer.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Whether all are sent. */
    private boolean sendAllowed(long start) {
        while (true) {
            synchronized (turn) {
                if (next == count) {
                    return true;
                }
                if (paused || next >= allowed(start)) {
                    return false;
                }
                send(next++);
            }
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
                new ProducerRecord<>(topic, null, events.timestamp(number), key, events.value(number)),
                (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                        return;
                    }
                    outstanding.acknowledged(number, metadata.partition(), metadata.offset());
                });
    }

    @Override
    public void close() {
        thread.interrupt();
        synchronized (turn) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
