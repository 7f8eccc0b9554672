package io.inceptionstreams.stream;

import io.inceptionstreams.event.Reason;

/** Told what becomes of events, on stream threads; must return quickly and must not throw. */
public interface StreamObserver {

    /** A task took an event. */
    void received();

    /** Its labels were forwarded. */
    void labelled();

    /** Its dead letter was forwarded. */
    void deadLettered(Reason reason);

    /** A closing task gave up {@code events} events unanswered; the partition's next owner receives them again. */
    void abandoned(int events);
}
