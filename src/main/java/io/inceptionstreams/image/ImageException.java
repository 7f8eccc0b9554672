package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An image could not be had, and why. */
public final class ImageException extends Exception {

    private enum Kind {
        PERMANENT,
        PASSING,
        BUSY,
        UNASKED
    }

    private final Rejected rejected;
    private final Kind kind;
    private final Duration notBefore;

    private ImageException(Rejected rejected, Kind kind, Duration notBefore, @Nullable Throwable cause) {
        super(rejected.detail(), cause);
        this.rejected = rejected;
        this.kind = kind;
        this.notBefore = notBefore;
    }

    /** A failure that another attempt would meet again. */
    public static ImageException permanent(Reason reason, String detail) {
        return new ImageException(new Rejected(reason, detail), Kind.PERMANENT, Duration.ZERO, null);
    }

    public static ImageException permanent(Reason reason, String detail, Throwable cause) {
        return new ImageException(new Rejected(reason, detail), Kind.PERMANENT, Duration.ZERO, cause);
    }

    /**
     * The URI of an event is none: replaying it would be of no use. One with the zone of an address is forbidden: it means
     * an interface of this machine.
     */
    public static ImageException malformed(String uri, MalformedUriException cause) {
        Reason reason = cause.namesZone() ? Reason.SOURCE_FORBIDDEN : Reason.EVENT_INVALID;
        return permanent(reason, Uri.shown(uri) + ": the URI is malformed: " + cause.getMessage(), cause);
    }

    /** A source that failed now, and may answer later. */
    public static ImageException passing(String detail, Duration notBefore) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), Kind.PASSING, notBefore, null);
    }

    public static ImageException passing(String detail, Throwable cause) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), Kind.PASSING, Duration.ZERO, cause);
    }

    /** No room here now; the source is not at fault. */
    public static ImageException busy(String detail, @Nullable Throwable cause) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), Kind.BUSY, Duration.ZERO, cause);
    }

    /** A source that was not asked, and may be later: the attempt does not count as one. */
    public static ImageException unasked(String detail, Duration notBefore) {
        return new ImageException(new Rejected(Reason.SOURCE_FAILED, detail), Kind.UNASKED, notBefore, null);
    }

    /** The ImageException inside a future's failure; anything else is a source's own fault. */
    public static ImageException of(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ImageException known
                ? known
                : permanent(Reason.SOURCE_FAILED, "the fetch failed: " + cause, cause);
    }

    /** The same failure, which says how often it was tried. */
    public ImageException afterAttempts(int attempts) {
        return attempts == 1
                ? this
                : new ImageException(
                        new Rejected(rejected.reason(), rejected.detail() + " (" + attempts + " attempts)"),
                        kind,
                        notBefore,
                        this);
    }

    /** Why, as a dead letter says it. */
    public Rejected rejected() {
        return rejected;
    }

    /** Whether another attempt may succeed. */
    public boolean isTransient() {
        return kind != Kind.PERMANENT;
    }

    /** Whether the source failed in a way that may pass: it did not answer, or said so. */
    public boolean isSourceDown() {
        return kind == Kind.PASSING;
    }

    /** Whether the source was asked; an attempt without a question does not count. */
    public boolean isAsked() {
        return kind != Kind.UNASKED;
    }

    /** How long the source asked to be left alone; zero when it did not. */
    public Duration notBefore() {
        return notBefore;
    }
}
