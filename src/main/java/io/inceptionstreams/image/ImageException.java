package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An image could not be had, and why. */
public final class ImageException extends Exception {

    private final Rejected rejected;
    private final boolean isTransient;
    private final Duration notBefore;

    private ImageException(Rejected rejected, boolean isTransient, Duration notBefore, @Nullable Throwable cause) {
        super(rejected.detail(), cause);
        this.rejected = rejected;
        this.isTransient = isTransient;
        this.notBefore = notBefore;
    }

    /** A failure that another attempt would meet again. */
    static ImageException permanent(Reason reason, String detail) {
        return new ImageException(new Rejected(reason, detail), false, Duration.ZERO, null);
    }

    static ImageException permanent(Reason reason, String detail, Throwable cause) {
        return new ImageException(new Rejected(reason, detail), false, Duration.ZERO, cause);
    }

    /** A source that failed now, and may answer later. */
    static ImageException passing(String detail, Duration notBefore) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), true, notBefore, null);
    }

    static ImageException passing(String detail, Throwable cause) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), true, Duration.ZERO, cause);
    }

    /** The ImageException inside a future's failure; anything else is a source's own fault. */
    static ImageException of(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ImageException known
                ? known
                : permanent(Reason.SOURCE_FAILED, "the fetch failed: " + cause, cause);
    }

    /** The same failure, which says how often it was tried. */
    ImageException afterAttempts(int attempts) {
        return attempts == 1
                ? this
                : new ImageException(
                        new Rejected(rejected.reason(), rejected.detail() + " (" + attempts + " attempts)"),
                        isTransient,
                        notBefore,
                        this);
    }

    /** Why, as a dead letter says it. */
    public Rejected rejected() {
        return rejected;
    }

    /** Whether another attempt may succeed. */
    public boolean isTransient() {
        return isTransient;
    }

    /** How long the source asked to be left alone; zero when it did not. */
    Duration notBefore() {
        return notBefore;
    }
}
