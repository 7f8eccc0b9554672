package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.stream.output.OutputRecord;
import io.inceptionstreams.stream.output.SourceRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A record between its intake and its answer. Stream thread only, but for the future, which any thread completes. */
final class InFlightRecord {

    private final SourceRecord source;
    private @Nullable ImageReference reference;
    private @Nullable Future<?> work;
    private @Nullable CompletableFuture<OutputRecord> answer;
    private @Nullable Deadline deadline;

    InFlightRecord(SourceRecord source) {
        this.source = source;
    }

    SourceRecord source() {
        return source;
    }

    long offset() {
        return source.offset();
    }

    /** What the record asks for, once it has been read. */
    void asksFor(ImageReference read) {
        reference = read;
    }

    @Nullable
    ImageReference reference() {
        return reference;
    }

    /** From here on the answer is being computed, or there. */
    void start(CompletableFuture<OutputRecord> underWay, Deadline answerBy) {
        start(underWay, underWay, answerBy);
    }

    /**
     * The same.
     *
     * @param cancellable what the answer follows from
     */
    void start(Future<?> cancellable, CompletableFuture<OutputRecord> underWay, Deadline answerBy) {
        reference = null; // the labeller has it: a data: URI would be kept twice
        work = cancellable;
        answer = underWay;
        deadline = answerBy;
    }

    boolean started() {
        return answer != null;
    }

    boolean done() {
        return answer != null && answer.isDone();
    }

    /** Whether the answer is later than its deadline by {@code nanos}. */
    boolean overdueBy(long nanos, long nowNanos) {
        return deadline != null && nowNanos - deadline.nanos() > nanos;
    }

    /** Waits for the answer, {@code millis} at most. */
    void await(long millis) throws InterruptedException {
        if (answer == null) {
            return;
        }
        try {
            answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // the caller looks at done(), and takes the failure from answer()
        }
    }

    /** The answer of a record that is {@link #done()}. */
    OutputRecord answer() {
        if (answer == null) {
            throw new IllegalStateException("the record at offset " + offset() + " was not started");
        }
        return answer.join();
    }

    void cancel() {
        if (work != null) {
            work.cancel(false);
        }
    }
}
