package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.DefectException;
import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.OutputRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The near end of a task's window: reads records, and has the {@link Labeller} answer them as far as it has room.
 * Stream thread only. {@link OutcomeReceiver} is what runs on the thread that makes an outcome.
 *
 * <p>Whatever throws while a record is read, offered, labelled or encoded, the record is answered: an exception that left
 * this class would end the stream thread, and the next one would meet the same record. Only when the JVM itself fails
 * ({@link DefectException#isFatal}) is the record not answered; then the instance stops, and the journal counts the attempt.
 */
final class RecordDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RecordDispatcher.class);

    private final TaskEnvironment environment;
    private final Parts parts;
    private final OutcomeReceiver receiver;
    private final TopicPartition source;
    private final InFlightWindow window;

    /**
     * What the dispatchers of all tasks share.
     *
     * @param wallClock tells how far an event's own deadline is away
     */
    record Parts(
            EventReader reader,
            OutcomeEncoder encoder,
            CrashJournal journal,
            SuspectIsolation isolation,
            InstantSource wallClock) {}

    RecordDispatcher(TaskEnvironment environment, Parts parts, TopicPartition source, InFlightWindow window) {
        this.environment = environment;
        this.parts = parts;
        this.receiver = new OutcomeReceiver(parts.encoder(), parts.isolation());
        this.source = source;
        this.window = window;
    }

    /** Adds a record to the window. One that cannot be asked about is answered at once, and waits for its turn. */
    void take(InFlightRecord record) {
        if (window.size() == 0) {
            parts.journal().forgetBefore(source.partition(), record.offset());
        }
        environment.observer().received();
        try {
            read(record);
        } catch (Throwable e) {
            rejectAtOnce(record, receiver.defect(record, "reading the event", e));
        }
        window.add(record);
    }

    private void read(InFlightRecord record) {
        try {
            record.asksFor(parts.reader().read(record.source().value()));
        } catch (InvalidEventException e) {
            rejectAtOnce(record, new Rejected(Reason.EVENT_INVALID, Objects.requireNonNull(e.getMessage())));
            return;
        }
        int deaths = deaths(record);
        if (deaths >= environment.limits().maxAttempts()) {
            rejectAtOnce(
                    record,
                    new Rejected(
                            Reason.ATTEMPTS_EXHAUSTED,
                            deaths + " attempts ended with the death of the process (stream.max-attempts)"));
        }
    }

    /** Starts records in their order until there is no room for the next. */
    void startWhileRoom() {
        InFlightRecord next = window.nextUnstarted();
        while (next != null && !environment.drain().draining() && offer(next)) {
            window.removeUnstarted();
            next = window.nextUnstarted();
        }
    }

    /** The partition was revoked, or the task closes: all records are given up, and the next owner reads them again. */
    void giveUp() {
        giveUpFrom(Long.MIN_VALUE);
    }

    /**
     * The log was replaced. What the window holds of the part that is gone is given up: no offset stands for it any more.
     *
     * @param last the offset of the last record of the old log; empty if none was read
     * @param next that of the first record of the new one
     * @param gone where the part begins that is gone from the log; 0 for all of it
     */
    void logReplaced(OptionalLong last, long next, long gone) {
        int given = giveUpFrom(gone);
        parts.journal().forgetFrom(source.partition(), gone);
        environment.observer().logReplaced();
        LOG.warn(
                "{}: the log was replaced: after offset {} comes offset {}. {}. {} unanswered events from offset {} on are"
                        + " given up because the log no longer has them; from here on the new log is answered. Publish again"
                        + " what is missing (docs/runbook.md#inceptionstreamslogreplaced)",
                source,
                last.isPresent() ? String.valueOf(last.getAsLong()) : "(none read)",
                next,
                gone == 0
                        ? "The topic was deleted and created again"
                        : "An unclean leader election truncated it, or the topic was deleted and created again",
                given,
                gone);
    }

    private int giveUpFrom(long offset) {
        parts.isolation().giveUp(this); // a suspect that stays in the window asks again
        InFlightWindow.GivenUp given = window.cancelFrom(offset);
        environment.observer().abandoned(given.records());
        environment.drain().ended(given.started());
        return given.records();
    }

    private void rejectAtOnce(InFlightRecord record, Rejected rejected) {
        OutputRecord answer = parts.encoder().of(rejected, record.source());
        parts.journal().end(source.partition(), record.offset());
        record.start(CompletableFuture.completedFuture(answer), Deadline.after(Duration.ZERO, now()));
        environment.drain().started();
    }

    /** After two deaths chance is no explanation any more: the record is tried alone. */
    private boolean offer(InFlightRecord record) {
        boolean suspect = deaths(record) > 1;
        boolean free = suspect
                ? parts.isolation().tryEnterAlone(this)
                : parts.isolation().tryEnter();
        if (!free) {
            return false;
        }
        CrashJournal.Try attempt = parts.journal().attempt(source.partition(), record.offset());
        Optional<CompletableFuture<Outcome>> outcome;
        Deadline deadline;
        try {
            ImageReference reference = Objects.requireNonNull(record.reference());
            deadline = Deadline.after(timeFor(reference), now());
            outcome = environment.labeller().offer(reference, deadline, attempt);
        } catch (Throwable e) {
            parts.isolation().leave();
            Rejected rejected = receiver.defect(record, "the start of its work", e);
            attempt.end();
            rejectAtOnce(record, rejected);
            return true;
        }
        if (outcome.isEmpty()) {
            parts.isolation().leave();
            return false;
        }
        record.start(outcome.get(), outcome.get().handle((o, e) -> receiver.receive(record, attempt, o, e)), deadline);
        environment.drain().started();
        return true;
    }

    private Duration timeFor(ImageReference reference) {
        Duration most = environment.limits().deadline();
        Instant own = reference.deadline();
        if (own == null) {
            return most;
        }
        Duration left = Duration.between(parts.wallClock().instant(), own);
        return left.compareTo(most) < 0 ? left : most;
    }

    private int deaths(InFlightRecord record) {
        return parts.journal().deaths(source.partition(), record.offset());
    }

    private long now() {
        return environment.nanoTime().getAsLong();
    }
}
