package io.inceptionstreams.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections, bounded in number and each in time. A limit never refuses the client that comes: it closes the
 * connection that has been in its state for longest. So however many slow clients hold connections, a probe gets its
 * own, unless more than {@link Limits#connections} others come while it is answered.
 *
 * <p>Any thread may call; connections are closed outside of the lock, by the caller's thread.
 */
final class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final long WARN_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private enum State {
        READING,
        ANSWERING
    }

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final IdentityHashMap<Object, Entry> open = new IdentityHashMap<>();
    private long closedForOthers;
    private long lastWarning;

    /** @param nanoTime {@link System#nanoTime} */
    Connections(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.lastWarning = nanoTime.getAsLong() - WARN_EVERY_NANOS;
    }

    /** A client has connected; {@code close} ends the connection, from any thread and more than once. */
    void opened(Object connection, Runnable close) {
        Entry entry = new Entry(close);
        enter(entry, State.READING, limits.head());
        List<Entry> surplus;
        synchronized (open) {
            open.put(connection, entry);
            surplus = surplus(limits.connections(), entry, any -> true);
        }
        surplus.forEach(Entry::close);
    }

    /** The head of a request is complete. */
    void answering(Object connection) {
        List<Entry> surplus = List.of();
        synchronized (open) {
            Entry entry = open.get(connection);
            if (entry != null) {
                enter(entry, State.ANSWERING, limits.answer());
                surplus = surplus(limits.answers(), entry, other -> other.state == State.ANSWERING);
            }
        }
        surplus.forEach(Entry::close);
    }

    /** The client has taken the answer. */
    void answered(Object connection) {
        synchronized (open) {
            Entry entry = open.get(connection);
            if (entry != null) {
                enter(entry, State.READING, limits.idle());
            }
        }
    }

    void closed(Object connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    /** Closes the connections whose time is over. */
    void closeLate() {
        List<Entry> late = new ArrayList<>();
        long closed = 0;
        synchronized (open) {
            long now = nanoTime.getAsLong();
            open.values().removeIf(entry -> entry.closeAt - now <= 0 && late.add(entry));
            if (closedForOthers > 0 && now - lastWarning >= WARN_EVERY_NANOS) {
                closed = closedForOthers;
                closedForOthers = 0;
                lastWarning = now;
            }
        }
        late.forEach(Entry::close);
        if (closed > 0) {
            log.warn(
                    "The management port closed {} connections of slow clients for others: it keeps {} open, and writes {}"
                            + " answers, at a time",
                    closed,
                    limits.connections(),
                    limits.answers());
        }
    }

    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    private void enter(Entry entry, State state, Duration atMost) {
        entry.state = state;
        entry.since = nanoTime.getAsLong();
        entry.closeAt = entry.since + atMost.toNanos();
    }

    /** Takes those out that are too many, the longest in their state first, and never the one that came last. */
    private List<Entry> surplus(int limit, Entry last, Predicate<Entry> counts) {
        List<Entry> counted = open.values().stream().filter(counts).toList();
        if (counted.size() <= limit) {
            return List.of();
        }
        List<Entry> surplus = counted.stream()
                .filter(entry -> entry != last)
                .sorted(Comparator.comparingLong(entry -> entry.since - last.since))
                .limit(counted.size() - limit)
                .toList();
        open.values().removeAll(surplus);
        closedForOthers += surplus.size();
        return surplus;
    }

    private static final class Entry {

        private final Runnable close;
        private State state = State.READING;
        private long since;
        private long closeAt;

        Entry(Runnable close) {
            this.close = close;
        }

        void close() {
            close.run();
        }
    }
}
