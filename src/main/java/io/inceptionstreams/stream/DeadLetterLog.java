package io.inceptionstreams.stream;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.util.Printable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each dead letter, {@value #LINES_PER_MINUTE} a minute at most, and at the end of such a minute one that
 * counts the others by their reasons. Thread-safe.
 */
final class DeadLetterLog {

    static final int LINES_PER_MINUTE = 60;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_DETAIL = 300;
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);

    private final LongSupplier nanoTime;
    private final Map<Reason, Integer> unsaid = new EnumMap<>(Reason.class);
    private long sinceNanos;
    private int lines;

    DeadLetterLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.sinceNanos = nanoTime.getAsLong();
    }

    synchronized void add(EventPosition position, Rejected rejected) {
        summarise();
        if (lines == LINES_PER_MINUTE) {
            unsaid.merge(rejected.reason(), 1, Integer::sum);
            return;
        }
        if (lines == 0) {
            sinceNanos = nanoTime.getAsLong();
        }
        lines++;
        LOG.info(
                "dead letter for {}: {}: {}",
                position,
                rejected.reason().code(),
                Printable.line(rejected.detail(), MAX_DETAIL));
    }

    /** To be called now and then, so that the summary comes also when no dead letter follows. */
    synchronized void summarise() {
        if (nanoTime.getAsLong() - sinceNanos >= MINUTE_NANOS) {
            flush();
            lines = 0;
        }
    }

    /** Says at once what is unsaid. */
    synchronized void flush() {
        if (!unsaid.isEmpty()) {
            LOG.info(
                    "{} more dead letters within a minute, without a line each: {}",
                    unsaid.values().stream().mapToInt(Integer::intValue).sum(),
                    unsaid.entrySet().stream()
                            .map(entry -> entry.getKey().code() + " " + entry.getValue())
                            .collect(Collectors.joining(", ")));
            unsaid.clear();
        }
    }
}
