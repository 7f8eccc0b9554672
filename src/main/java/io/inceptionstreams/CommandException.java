package io.inceptionstreams;

/** What keeps a command from working, in words for the person who called it: no stack trace is shown. */
final class CommandException extends Exception {

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
