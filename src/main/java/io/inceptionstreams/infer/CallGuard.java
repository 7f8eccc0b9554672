package io.inceptionstreams.infer;

/**
 * Bounds the callers of a classifier, and keeps its native memory from being freed under them: TensorFlow ends
 * the process when a session is deleted during a run. No call blocks. Thread-safe.
 */
final class CallGuard {

    private final String name;
    private final int most;
    private int inside;
    private boolean closed;

    CallGuard(String name, int most) {
        this.name = name;
        this.most = most;
    }

    synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("classifier " + name + " is closed");
        }
        if (inside == most) {
            throw new IllegalStateException("classifier " + name + " is called by more than " + most + " thread(s)");
        }
        inside++;
    }

    /** Whether the caller must now free what the classifier holds. */
    synchronized boolean leave() {
        inside--;
        return closed && inside == 0;
    }

    /** Whether the caller must now free what the classifier holds; otherwise the last of those inside does. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first && inside == 0;
    }
}
