package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.output.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log what an operator should know of events, and tells another observer everything. */
final class LoggingObserver implements StreamObserver {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingObserver.class);

    private final StreamObserver next;
    private final DeadLetterLog deadLetters;

    LoggingObserver(StreamObserver next, DeadLetterLog deadLetters) {
        this.next = next;
        this.deadLetters = deadLetters;
    }

    @Override
    public void received() {
        next.received();
    }

    @Override
    public void labelled() {
        next.labelled();
    }

    @Override
    public void deadLettered(EventPosition position, Rejected rejected) {
        deadLetters.add(position, rejected);
        next.deadLettered(position, rejected);
    }

    @Override
    public void abandoned(int events) {
        next.abandoned(events);
    }

    @Override
    public void altered(Change change) {
        next.altered(change);
    }

    @Override
    public void refused(String output) {
        next.refused(output);
    }

    @Override
    public void logReplaced() {
        next.logReplaced();
    }

    @Override
    public void lost(EventPosition first, long events) {
        LOG.warn(
                "{} events of {} partition {} are lost: the broker deleted offsets {} to {} before they were read, by"
                        + " retention or delete-records; they get no answer. Raise the topic's retention, or run more"
                        + " instances",
                events,
                first.topic(),
                first.partition(),
                first.offset(),
                first.offset() + events - 1);
        next.lost(first, events);
    }
}
