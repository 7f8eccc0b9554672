package io.inceptionstreams.stream;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered records of one partition, in offset order. Some at its end may not be started yet. Not thread-safe.
 */
final class Window {

    private final int maxRecords;
    private final long maxBytes;
    private final ArrayDeque<Work> works = new ArrayDeque<>();
    private final ArrayDeque<Work> unstarted = new ArrayDeque<>();
    private long bytes;

    Window(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Adds a record; the ones without an answer under way wait for {@link #nextUnstarted}. */
    void add(Work work) {
        works.addLast(work);
        bytes += work.size();
        if (!work.started()) {
            unstarted.addLast(work);
        }
    }

    @Nullable
    Work head() {
        return works.peekFirst();
    }

    void removeHead() {
        bytes -= works.removeFirst().size();
    }

    @Nullable
    Work nextUnstarted() {
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

    /** Records whose answer is under way, or waits for its turn. */
    int started() {
        return works.size() - unstarted.size();
    }

    /** Whether the record at {@code offset} is here, or was. */
    boolean hasSeen(long offset) {
        Work last = works.peekLast();
        return last != null && offset <= last.offset();
    }

    OptionalLong firstOffset() {
        Work head = works.peekFirst();
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.offset());
    }

    /** Gives everything up. */
    void cancelAll() {
        works.forEach(Work::cancel);
        works.clear();
        unstarted.clear();
        bytes = 0;
    }
}
