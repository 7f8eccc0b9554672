package io.inceptionstreams.cli;

/** What keeps a command from working, in words for the person who called it: no stack trace is shown. */
public final class CommandException extends Exception {

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
