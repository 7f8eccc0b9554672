package io.inceptionstreams.stream;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps records apart that may kill the process: an ordinary one passes with any number of others, a suspect only
 * alone, so that the next death tells which record it was. While a suspect waits, no other record enters. Thread-safe.
 */
final class SuspectIsolation {

    private final Set<Object> waiting = new HashSet<>();
    private int inside;
    private boolean suspectInside;

    /** Whether an ordinary record may go ahead now; each that may must {@link #leave}. */
    synchronized boolean tryEnter() {
        if (suspectInside || !waiting.isEmpty()) {
            return false;
        }
        inside++;
        return true;
    }

    /**
     * Whether a suspect may go ahead now; if so it must {@link #leave}, if not it waits from now on.
     *
     * @param owner who asks again later, or {@link #giveUp gives up}
     */
    synchronized boolean tryEnterAlone(Object owner) {
        if (inside > 0) {
            waiting.add(owner);
            return false;
        }
        waiting.remove(owner);
        suspectInside = true;
        inside++;
        return true;
    }

    /** A record that was inside is done. */
    synchronized void leave() {
        inside--;
        if (inside == 0) {
            suspectInside = false;
        }
    }

    /** The owner's suspect waits no longer. */
    synchronized void giveUp(Object owner) {
        waiting.remove(owner);
    }
}
