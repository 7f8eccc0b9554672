package io.inceptionstreams.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** Stops the start of new work, and tells when what is under way has ended. Thread-safe. */
final class Drain {

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;

    /** From here on records are still taken, and held back, but no longer started. */
    void begin() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    void started() {
        underWay.incrementAndGet();
    }

    void ended(int works) {
        underWay.addAndGet(-works);
    }

    /** Started records whose answers are not forwarded yet. */
    int underWay() {
        return underWay.get();
    }
}
