package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What every part of every task of an application works with.
 *
 * @param topic the references topic
 * @param drain says whether the instance is stopping
 * @param unanswered told the first unanswered event of each partition
 */
record TaskEnvironment(
        String topic,
        Limits limits,
        Labeller labeller,
        StreamObserver observer,
        DrainState drain,
        UnansweredEvents unanswered,
        LongSupplier nanoTime) {

    /** Bounds of a task; see {@link StreamSettings}. */
    record Limits(
            int windowRecords,
            long windowBytes,
            Duration deadline,
            Duration stuck,
            int maxAttempts,
            Duration maxWait) {}
}
