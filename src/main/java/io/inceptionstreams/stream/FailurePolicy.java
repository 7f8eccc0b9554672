package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * What to do when a stream thread dies: replace it, or stop the instance when a new thread would die of the same, or
 * when threads die faster than {@value #MAX_DEATHS} in ten minutes. A record whose dead letter cannot be written stops
 * the instance: skipping it would lose it.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {

    static final StreamThreadExceptionResponse REPLACE = StreamThreadExceptionResponse.REPLACE_THREAD;
    static final int MAX_DEATHS = 10;

    private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();
    private static final List<Class<? extends Throwable>> HOPELESS = List.of(
            LabellerFailedException.class,
            UnwritableException.class,
            AuthenticationException.class,
            AuthorizationException.class,
            FencedInstanceIdException.class,
            MissingSourceTopicException.class,
            RecordTooLargeException.class,
            UnsupportedVersionException.class,
            Error.class);

    private final LongSupplier nanoTime;
    private final Deque<Long> deaths = new ArrayDeque<>();

    FailurePolicy(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable error) {
        long now = nanoTime.getAsLong();
        deaths.addLast(now);
        while (now - deaths.getFirst() > WINDOW_NANOS) {
            deaths.removeFirst();
        }
        return hopeless(error) || deaths.size() > MAX_DEATHS ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT : REPLACE;
    }

    /** The innermost cause's message: the part that says what happened. */
    static String reasonOf(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static boolean hopeless(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (isHopeless(t)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHopeless(Throwable t) {
        return HOPELESS.stream().anyMatch(type -> type.isInstance(t));
    }
}
