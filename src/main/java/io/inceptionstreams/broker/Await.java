package io.inceptionstreams.broker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits for what only asking again can tell. Blocks the caller; looks every 20 ms. */
final class Await {

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /**
     * Returns when the condition holds.
     *
     * @param what completes "waited 5 s for ..." in the error
     * @throws BrokerException when the limit has passed, or the thread was interrupted (its flag stays set)
     */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BrokerException("interrupted while waiting for " + what);
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new BrokerException("waited " + limit.toSeconds() + " s for " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
