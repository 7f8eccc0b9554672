package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops the start of new work, tells when the work in flight has ended, and then stops answers as well. Thread-safe. */
final class DrainState {

    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean ended;

    /** From here on records are still taken, and held back, but no longer started. */
    void begin() {
        begun.countDown();
    }

    /** Waits for {@link #begin}, and no longer than this. */
    void awaitBegin(Duration most) throws InterruptedException {
        begun.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean draining() {
        return begun.getCount() == 0;
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
