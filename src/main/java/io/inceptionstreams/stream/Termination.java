package io.inceptionstreams.stream;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When an instance ends, and why if by itself. Thread-safe.
 *
 * <p>It is over at {@code PENDING_ERROR} already: from there Kafka Streams waits without a bound for threads that may hang,
 * whereas closing it waits no longer than {@code shutdown.close}.
 */
final class Termination implements KafkaStreams.StateListener {

    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Override
    public void onChange(State now, State before) {
        LOG.info("{} -> {}", before, now);
        if (now == State.PENDING_ERROR || now == State.ERROR) {
            // Without a reason when no handler was asked: still no clean end.
            fail(new IllegalStateException("Kafka Streams went from " + before + " to " + now));
        }
        if (now == State.PENDING_ERROR || now.hasCompletedShutdown()) {
            over();
        }
    }

    /** The first reason stays. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    void over() {
        over.countDown();
    }

    void await() throws InterruptedException {
        over.await();
    }
}
