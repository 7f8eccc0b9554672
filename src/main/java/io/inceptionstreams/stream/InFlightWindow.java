package io.inceptionstreams.stream;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered records of one partition, in offset order. Some at its end may not be started yet. Not thread-safe.
 */
final class InFlightWindow {

    private final int maxRecords;
    private final long maxBytes;
    private final ArrayDeque<InFlightRecord> works = new ArrayDeque<>();
    private final ArrayDeque<InFlightRecord> unstarted = new ArrayDeque<>();
    private long bytes;

    InFlightWindow(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Adds a record; those whose work has not begun wait for {@link #nextUnstarted}. */
    void add(InFlightRecord record) {
        works.addLast(record);
        bytes += record.source().size();
        if (!record.started()) {
            unstarted.addLast(record);
        }
    }

    @Nullable
    InFlightRecord head() {
        return works.peekFirst();
    }

    void removeHead() {
        bytes -= works.removeFirst().source().size();
    }

    @Nullable
    InFlightRecord nextUnstarted() {
        return unstarted.peekFirst();
    }

    void removeUnstarted() {
        unstarted.removeFirst();
    }

    boolean hasUnstarted() {
        return !unstarted.isEmpty();
    }

    /** More than the limits; one record is always welcome. */
    boolean overfull() {
        return works.size() > maxRecords || (works.size() > 1 && bytes > maxBytes);
    }

    int size() {
        return works.size();
    }

    /** Records whose answer is being computed, or waits for its turn. */
    int started() {
        return works.size() - unstarted.size();
    }

    OptionalLong firstOffset() {
        InFlightRecord head = works.peekFirst();
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.offset());
    }

    /** Gives everything up. */
    void cancelAll() {
        cancelFrom(Long.MIN_VALUE);
    }

    /** Gives up the records from {@code offset} on. */
    GivenUp cancelFrom(long offset) {
        int records = 0;
        int startedOnes = 0;
        InFlightRecord last = works.peekLast();
        while (last != null && last.offset() >= offset) {
            works.removeLast();
            bytes -= last.source().size();
            records++;
            if (last.equals(unstarted.peekLast())) {
                unstarted.removeLast();
            } else {
                startedOnes++;
            }
            last.cancel();
            last = works.peekLast();
        }
        return new GivenUp(records, startedOnes);
    }

    /**
     * How many records were given up.
     *
     * @param started those among them whose answer was in flight, or waited for its turn
     */
    record GivenUp(int records, int started) {}
}
