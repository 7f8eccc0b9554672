package io.inceptionstreams.stream;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record between its intake and its answer. Stream thread only, but for the future, which any thread completes. */
final class Work {

    private final long offset;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final long timestamp;
    private final Headers headers;
    private @Nullable ImageReference reference;
    private @Nullable Future<?> work;
    private @Nullable CompletableFuture<Answer> answer;
    private @Nullable Deadline deadline;

    Work(Record<byte[], byte[]> record, long offset) {
        this.offset = offset;
        this.key = record.key();
        this.value = record.value();
        this.timestamp = record.timestamp();
        this.headers = new RecordHeaders(record.headers()); // a copy: the record's own are reused by Kafka Streams
    }

    /** What the record asks for, once it has been read. */
    void asksFor(ImageReference read) {
        reference = read;
    }

    @Nullable
    ImageReference reference() {
        return reference;
    }

    long offset() {
        return offset;
    }

    long timestamp() {
        return timestamp;
    }

    byte @Nullable [] value() {
        return value;
    }

    /** Bytes that this record keeps on the heap while it waits, near enough. */
    int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    /** From here on the answer is under way, or there. */
    void start(CompletableFuture<Answer> underWay, Deadline answerBy) {
        start(underWay, underWay, answerBy);
    }

    /**
     * The same.
     *
     * @param cancellable what the answer follows from
     */
    void start(Future<?> cancellable, CompletableFuture<Answer> underWay, Deadline answerBy) {
        reference = null; // whoever works on it has it: a data: URI would be kept twice
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
    Answer answer() {
        if (answer == null) {
            throw new IllegalStateException("the record at offset " + offset + " was not started");
        }
        return answer.join();
    }

    /** The answer as a record: with the event's key, timestamp and headers, and the answer's own headers behind them. */
    Record<byte[], Answer> toRecord() {
        Answer answered = answer();
        Record<byte[], Answer> record = new Record<>(key, answered, timestamp, headers); // which copies the headers
        for (Header header : answered.headers()) {
            record.headers().remove(header.key()); // from an earlier round: a dead letter that was sent again
            record.headers().add(header);
        }
        return record;
    }

    void cancel() {
        if (work != null) {
            work.cancel(false);
        }
    }
}
