package io.inceptionstreams.stream;

import java.lang.ref.WeakReference;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that one task is given, in the order in which it is given them: the one place that tells a record that is
 * given again from a log that was replaced. Not thread-safe.
 *
 * <p>Within a task a consumer only reads on. So an offset that is not above the last one means one of two things. Either
 * Kafka Streams gives the task the same record again, as it does after some errors; it then holds the same two arrays
 * still. Or the log is another one: the topic was deleted and created again, or an unclean leader election truncated it.
 * The offset alone cannot tell, and neither can the content: the first record of a new log often has both in common with
 * the last one of the old log.
 */
final class OffsetSequence {

    /** What a record is to its task. */
    enum Step {
        /** A record behind all others. */
        AHEAD,
        /** The last record, given again. */
        AGAIN,
        /** The first record of a log that replaces the one before, from this record's offset on. */
        WENT_BACK,
        /** The first record of a log that replaces all of the one before. */
        STARTED_OVER
    }

    private static final long NONE = -1;

    private long last = NONE;
    private long lastTimestamp;
    private @Nullable WeakReference<byte[]> lastKey;
    private @Nullable WeakReference<byte[]> lastValue;

    private boolean startsOver;
    private long newLogBegins = NONE;

    /** Takes note of a record. */
    Step next(Record<byte[], byte[]> record, long offset) {
        if (offset == last
                && record.timestamp() == lastTimestamp
                && same(lastKey, record.key())
                && same(lastValue, record.value())) {
            return Step.AGAIN;
        }
        Step step = step(offset);
        last = offset;
        lastTimestamp = record.timestamp();
        lastKey = reference(record.key());
        lastValue = reference(record.value());
        return step;
    }

    private Step step(long offset) {
        boolean back = offset <= last;
        if (startsOver && (back || offset == newLogBegins)) {
            startsOver = false;
            newLogBegins = NONE;
            return Step.STARTED_OVER;
        }
        return back ? Step.WENT_BACK : Step.AHEAD;
    }

    /** The offset of the last record; empty before the first. */
    OptionalLong last() {
        return last == NONE ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /**
     * The consumer starts over at the beginning of a new log. What Kafka Streams buffered of the old one comes first;
     * {@link #newLogBegins} tells where it ends.
     */
    void startOver() {
        startsOver = true;
    }

    /** The consumer's first record of the new log is the one at {@code offset}. */
    void newLogBegins(long offset) {
        if (startsOver) {
            newLogBegins = offset;
        }
    }

    /** Whether the consumer is in a new log of which this task has no record yet. */
    boolean startsOver() {
        return startsOver;
    }

    private static boolean same(@Nullable WeakReference<byte[]> before, byte @Nullable [] now) {
        return before == null ? now == null : now != null && before.refersTo(now);
    }

    /** Weak: as long as Kafka Streams may give a record again it holds it itself. */
    private static @Nullable WeakReference<byte[]> reference(byte @Nullable [] bytes) {
        return bytes == null ? null : new WeakReference<>(bytes);
    }
}
