package io.inceptionstreams.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The native memory that heavy images share while they are decoded. One that finds no room waits without a thread, in the
 * order in which they came, so that light images, which never ask, pass it by; and no more than {@code atOnce} are decoded
 * together, which leaves threads to the light ones.
 *
 * <p>An image that needs more than all of the budget gets all of it, and is decoded without another heavy one.
 *
 * <p>Thread-safe; no call blocks. A future of a room is completed outside of the lock, by the thread that asked or by the
 * one that gave a room back.
 */
final class DecodeBudget {

    private final long bytes;
    private final int atOnce;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long taken;
    private int inside;

    private record Waiting(long bytes, CompletableFuture<Room> room) {}

    /** @param atOnce at least 1 */
    DecodeBudget(long bytes, int atOnce) {
        this.bytes = bytes;
        this.atOnce = atOnce;
    }

    /** Room in the budget, to be given back once. */
    final class Room implements AutoCloseable {

        private final long held;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Room(long held) {
            this.held = held;
        }

        /** Further calls have no effect. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                give(held);
            }
        }
    }

    /** Asks for room. A caller that cancels the future, or ends it otherwise, leaves the queue. */
    CompletableFuture<Room> ask(long wanted) {
        CompletableFuture<Room> room = new CompletableFuture<>();
        List<Waiting> admitted;
        synchronized (this) {
            waiting.add(new Waiting(Math.min(wanted, bytes), room));
            admitted = admit();
        }
        tell(admitted);
        return room;
    }

    private void give(long held) {
        List<Waiting> admitted;
        synchronized (this) {
            taken -= held;
            inside--;
            admitted = admit();
        }
        tell(admitted);
    }

    private List<Waiting> admit() {
        List<Waiting> admitted = new ArrayList<>();
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!next.room().isDone()) { // those have left
                if (inside == atOnce || taken + next.bytes() > bytes) {
                    break;
                }
                taken += next.bytes();
                inside++;
                admitted.add(next);
            }
            waiting.remove();
        }
        return admitted;
    }

    private void tell(List<Waiting> admitted) {
        for (Waiting each : admitted) {
            Room room = new Room(each.bytes());
            if (!each.room().complete(room)) {
                room.close();
            }
        }
    }
}
