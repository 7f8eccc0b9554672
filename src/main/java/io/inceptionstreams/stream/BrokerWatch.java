package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that no broker answers any more, by the bytes that have come from all of them: heartbeats and empty fetches keep
 * that number growing while there is nothing to do. Kafka's clients try again for ever and tell only of single attempts,
 * and Kafka Streams goes on to call itself running. Thread-safe.
 */
final class BrokerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final long REMINDER_NANOS = Duration.ofMinutes(1).toNanos();

    private final DoubleSupplier bytesReceived;
    private final Duration bound;
    private final String brokers;
    private final LongSupplier nanoTime;
    private double bytes;
    private long heardNanos;
    private boolean warned;
    private long warnedNanos;

    /**
     * @param bytesReceived from all brokers, since some moment; may go back when clients are made anew
     * @param bound how long all brokers may be silent
     * @param brokers their addresses, for the log
     */
    BrokerWatch(DoubleSupplier bytesReceived, Duration bound, String brokers, LongSupplier nanoTime) {
        this.bytesReceived = bytesReceived;
        this.bound = bound;
        this.brokers = brokers;
        this.nanoTime = nanoTime;
        this.heardNanos = nanoTime.getAsLong();
    }

    /** Looks; to be called every second or so. */
    synchronized void look() {
        double now = bytesReceived.getAsDouble();
        if (now > bytes) {
            heard();
        }
        bytes = now;
        if (silence().compareTo(bound) >= 0) {
            warn();
        }
    }

    private void heard() {
        if (warned) {
            LOG.info("a broker answers again, after {} s", silence().toSeconds());
        }
        warned = false;
        heardNanos = nanoTime.getAsLong();
    }

    private void warn() {
        long now = nanoTime.getAsLong();
        if (!warned || now - warnedNanos >= REMINDER_NANOS) {
            warned = true;
            warnedNanos = now;
            LOG.warn(
                    "no broker has answered for {} s (kafka.bootstrap.servers={}); events are read and answered again"
                            + " when one does",
                    silence().toSeconds(),
                    brokers);
        }
    }

    /** Why an instance is not ready; empty while a broker answers. */
    synchronized Optional<String> problem() {
        Duration silence = silence();
        return silence.compareTo(bound) < 0
                ? Optional.empty()
                : Optional.of("no broker has answered for " + silence.toSeconds() + " s (stream.broker-silence="
                        + bound.toSeconds() + "s)");
    }

    synchronized Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - heardNanos);
    }
}
