package io.inceptionstreams.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** Stops the start of new work, tells when what is under way has ended, and then stops answers as well. Thread-safe. */
final class Drain {

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;
    private volatile boolean ended;

    /** From here on records are still taken, and held back, but no longer started. */
    void begin() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    /** From here on no answer counts: what answers need is being closed, and failures are no verdict on an event. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
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
