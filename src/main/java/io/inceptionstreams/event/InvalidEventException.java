package io.inceptionstreams.event;

/** A value that is not the event its topic promises. The message is a sentence for people, of bounded length. */
public final class InvalidEventException extends Exception {

    /** Characters of a message; it becomes a header of a dead letter. */
    static final int MAX_MESSAGE = 300;

    private static final long serialVersionUID = 1L;

    /** @param where a JSON pointer such as {@code /labels}, or a byte offset such as {@code byte 17} */
    InvalidEventException(String where, String problem) {
        super(Text.bounded(where + ": " + problem, MAX_MESSAGE));
    }
}
