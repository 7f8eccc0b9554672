package io.inceptionstreams.infer;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds a classifier to one caller at a time, and its native memory to not being freed under that caller: TensorFlow
 * ends the process when a session is deleted during a run. Nobody waits here.
 */
final class SingleCaller {

    private enum State {
        IDLE,
        CALLED,
        /** Closed during a call, which must free what it used. */
        CALLED_AND_CLOSED,
        CLOSED
    }

    private final String name;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    SingleCaller(String name) {
        this.name = name;
    }

    void enter() {
        State before = state.compareAndExchange(State.IDLE, State.CALLED);
        switch (before) {
            case IDLE -> {}
            case CALLED -> throw new IllegalStateException("classifier " + name + " is called by two threads");
            case CALLED_AND_CLOSED, CLOSED -> throw new IllegalStateException("classifier " + name + " is closed");
        }
    }

    /** Whether the caller must now free what the classifier holds. */
    boolean leave() {
        if (state.compareAndSet(State.CALLED, State.IDLE)) {
            return false;
        }
        state.set(State.CLOSED);
        return true;
    }

    /** Whether the caller must now free what the classifier holds. */
    boolean close() {
        State before = state.getAndUpdate(now -> switch (now) {
            case IDLE, CLOSED -> State.CLOSED;
            case CALLED, CALLED_AND_CLOSED -> State.CALLED_AND_CLOSED;
        });
        return before == State.IDLE;
    }
}
