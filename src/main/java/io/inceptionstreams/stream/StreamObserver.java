package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.output.Change;
import io.inceptionstreams.stream.output.Outgoing;
import java.util.List;

/** Told what becomes of events, on stream threads; must return quickly and must not throw. */
public interface StreamObserver {

    /** What {@link #refused} is told. */
    List<String> OUTPUTS = List.of(Outgoing.LABELS, Outgoing.DEAD_LETTERS);

    /** A task took an event. */
    void received();

    /** Its labels were forwarded. */
    void labelled();

    /** The dead letter of the event at {@code position} was forwarded. */
    void deadLettered(EventPosition position, Rejected rejected);

    /** Its answer was forwarded without something of the event, which its output does not take. */
    void altered(Change change);

    /**
     * A broker refused an answer because of this very record; the event is read again, and answered in another form.
     *
     * @param output one of {@link #OUTPUTS}
     */
    void refused(String output);

    /**
     * A task gave up {@code events} events unanswered. It closes, and the partition's next owner receives them again; or
     * the log that had them was replaced.
     */
    void abandoned(int events);

    /** The log of a partition was replaced under its task. */
    void logReplaced();

    /**
     * The broker deleted events before they were read, those from {@code first} on: they get no answer.
     *
     * @param events that were deleted, at most: an offset may have been that of a transaction marker
     */
    void lost(EventPosition first, long events);
}
