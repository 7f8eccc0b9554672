package io.inceptionstreams.stream.output;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Since when an output takes no answers. Kept for the whole instance: while its topic is missing, a task waits for it in
 * each attempt, loses its transaction meanwhile and is made anew, and would never find out by itself that it waits in
 * vain. Thread-safe.
 */
public final class OutputHealth {

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<String, Long> failingSince = new ConcurrentHashMap<>();

    /** @param patience how long an output may take nothing */
    public OutputHealth(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    public void took(String output) {
        failingSince.remove(output);
    }

    /**
     * The output took nothing, and is to be tried again.
     *
     * @throws UnwritableException when that has been so for too long
     */
    public void refused(String output, TimeoutException cause) {
        long now = nanoTime.getAsLong();
        long since = failingSince.computeIfAbsent(output, o -> now);
        if (now - since > patience.toNanos()) {
            throw new UnwritableException(
                    output + " could not be written for stream.stuck=" + patience + ": " + cause.getMessage());
        }
    }
}
