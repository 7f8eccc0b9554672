package io.inceptionstreams.event;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Something threw, while one event was processed, what no {@link Reason} but {@link Reason#INTERNAL_ERROR} names: a defect
 * of this program. The event is answered all the same, or it would stop its partition for good.
 */
public final class DefectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private DefectException(String doing, Throwable cause) {
        super(doing + " failed: " + described(cause), cause);
    }

    /**
     * What was thrown, as a defect; a defect stays itself.
     *
     * @param doing such as {@code reading the event}
     */
    public static DefectException of(String doing, Throwable thrown) {
        return thrown instanceof DefectException known ? known : new DefectException(doing, thrown);
    }

    /** What a future's failure is about. */
    public static Throwable unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = failure.getCause();
        return wrapped && cause != null ? cause : failure;
    }

    /**
     * Whether the JVM failed, and not this program on this event: it has no memory, or an error of its own. Such an event
     * must not be answered, and the instance stops. A stack overflow, a failed assertion or a class that cannot be
     * initialised is the event's: every instance would meet the same again.
     */
    public static boolean isFatal(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /** The answer. */
    public Rejected rejected() {
        return new Rejected(Reason.INTERNAL_ERROR, String.valueOf(getMessage()));
    }

    /** An exception may be unable to describe itself, too. */
    private static String described(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }
}
