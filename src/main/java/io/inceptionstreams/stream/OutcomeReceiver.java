package io.inceptionstreams.stream;

import io.inceptionstreams.event.DefectException;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.OutputRecord;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes output records of the outcomes of one task, on the threads that make the outcomes. Thread-safe. */
final class OutcomeReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(RecordDispatcher.class);

    private final OutcomeEncoder encoder;
    private final SuspectIsolation isolation;

    OutcomeReceiver(OutcomeEncoder encoder, SuspectIsolation isolation) {
        this.encoder = encoder;
        this.isolation = isolation;
    }

    /**
     * Called once for each record that the labeller accepted. An attempt that a failure of the JVM ended stays open in the
     * journal: it counts like a death of the process.
     *
     * @throws CancellationException when the record was given up
     */
    OutputRecord receive(
            InFlightRecord record, CrashJournal.Try attempt, @Nullable Outcome outcome, @Nullable Throwable failure) {
        try {
            OutputRecord output = outcome == null
                    ? encoder.of(failed(record, Objects.requireNonNull(failure)), record.source())
                    : encoded(outcome, record);
            attempt.end();
            return output;
        } catch (CancellationException e) {
            attempt.end();
            throw e;
        } finally {
            isolation.leave();
        }
    }

    private OutputRecord encoded(Outcome outcome, InFlightRecord record) {
        try {
            return encoder.of(outcome, record.source());
        } catch (Throwable e) {
            return encoder.of(defect(record, "encoding its answer", e), record.source());
        }
    }

    private Rejected failed(InFlightRecord record, Throwable failure) {
        Throwable cause = DefectException.unwrapped(failure);
        if (cause instanceof CancellationException cancelled) {
            throw cancelled;
        }
        return defect(record, "labelling", cause);
    }

    /** The outcome of a record that met a defect of this program. What is no event's fault is thrown again. */
    Rejected defect(InFlightRecord record, String doing, Throwable thrown) {
        if (DefectException.isFatal(thrown)) {
            throw (Error) thrown;
        }
        DefectException defect = DefectException.of(doing, thrown);
        LOG.error(
                "{} offset {}: the event is answered with a dead letter, {}. Please report this stack",
                record.source().partition(),
                record.offset(),
                Reason.INTERNAL_ERROR.code(),
                defect);
        return defect.rejected();
    }
}
