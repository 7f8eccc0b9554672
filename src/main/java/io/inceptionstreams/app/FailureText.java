package io.inceptionstreams.app;

import java.io.UncheckedIOException;

/** What went wrong, in words for an operator. */
public final class FailureText {

    private static final String OWN = "io.inceptionstreams.";

    private FailureText() {}

    /** Whether it is an exception of this program, which is thrown with a message for an operator. */
    public static boolean isOwn(Throwable failure) {
        return failure.getClass().getName().startsWith(OWN);
    }

    /** The message with those of its causes that add something. */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(messageOf(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = messageOf(cause);
            String said = cause.getMessage();
            if (text.indexOf(said == null ? message : said) < 0) {
                text.append(": ").append(message);
            }
        }
        return text.toString();
    }

    /** An exception of a library says what happened by its name too. */
    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        boolean speaksForItself = isOwn(failure)
                || failure instanceof UncheckedIOException
                || failure instanceof IllegalArgumentException;
        return speaksForItself ? message : failure.getClass().getSimpleName() + ": " + message;
    }
}
