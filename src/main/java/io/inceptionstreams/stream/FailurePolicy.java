package io.inceptionstreams.stream;

import io.inceptionstreams.stream.client.TopicReplacedException;
import io.inceptionstreams.stream.output.UnwritableException;
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
 * when threads die faster than {@value #MAX_DEATHS} in ten minutes. A thread that was fenced joins again after a pause,
 * {@value #MAX_FENCED} times in ten minutes, unless another instance has its name. A thread that ends because its topic was created again
 * ({@link TopicReplacedException}) does not count, nor does one that finds no references topic, for {@link #MISSING}: a
 * topic that is created again is missing for a moment. A record whose dead letter cannot be written stops
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
            RecordTooLargeException.class,
            UnsupportedVersionException.class,
            Error.class);

    /** How long the references topic may be missing: someone may be about to create it again. */
    static final Duration MISSING = Duration.ofSeconds(30);

    private static final Duration MISSING_PAUSE = Duration.ofMillis(500);

    /** How often threads may be fenced in ten minutes, and join again. */
    static final int MAX_FENCED = 2;

    /** Brokers look for members whose session has timed out now and then. */
    private static final Duration FENCED_MARGIN = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Duration sessionTimeout;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final Deque<Long> fencings = new ArrayDeque<>();
    private long missingSinceNanos;
    private long missingLastNanos;

    /** @param sessionTimeout after which the group has no member that a fenced thread has left behind */
    FailurePolicy(Duration sessionTimeout, LongSupplier nanoTime) {
        this.sessionTimeout = sessionTimeout;
        this.nanoTime = nanoTime;
        this.missingLastNanos = nanoTime.getAsLong() - 2 * MISSING.toNanos(); // long enough ago
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable error) {
        if (has(error, TopicReplacedException.class)) {
            return REPLACE; // each thread may need it
        }
        long now = nanoTime.getAsLong();
        if (has(error, MissingSourceTopicException.class)) {
            return missingFor(now) > MISSING.toNanos() ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT : REPLACE;
        }
        if (has(error, FencedInstanceIdException.class)) {
            return fenced(now) > MAX_FENCED ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT : REPLACE;
        }
        deaths.addLast(now);
        while (now - deaths.getFirst() > WINDOW_NANOS) {
            deaths.removeFirst();
        }
        return HOPELESS.stream().anyMatch(type -> has(error, type)) || deaths.size() > MAX_DEATHS
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : REPLACE;
    }

    /** How often threads were fenced in ten minutes. */
    private int fenced(long now) {
        fencings.addLast(now);
        while (now - fencings.getFirst() > WINDOW_NANOS) {
            fencings.removeFirst();
        }
        return fencings.size();
    }

    /** Whether the thread may go on only if no other instance has its name; {@link RivalMember}. */
    static boolean isFenced(Throwable error) {
        return has(error, FencedInstanceIdException.class);
    }

    /** While it is missing, threads die of it every few seconds; after a longer pause it is missing once more. */
    private long missingFor(long now) {
        if (now - missingLastNanos > MISSING.toNanos()) {
            missingSinceNanos = now;
        }
        missingLastNanos = now;
        return now - missingSinceNanos;
    }

    /** The next thread would look for a missing topic at once, and die as fast; or find its own name in the group. */
    Duration pauseBeforeReplacing(Throwable error) {
        if (isFenced(error)) {
            return sessionTimeout.plus(FENCED_MARGIN);
        }
        return has(error, MissingSourceTopicException.class) ? MISSING_PAUSE : Duration.ZERO;
    }

    /** The innermost cause's message: the part that says what happened, and where Kafka does not say it, what to do. */
    static String reasonOf(Throwable error) {
        if (has(error, FencedInstanceIdException.class)) {
            return "FencedInstanceIdException: the consumer group has another member with this name. Its coordinator has"
                    + " stalled, or two running instances have the same application.id and instance.id, and each throws"
                    + " the other out (in Kubernetes: two releases on one Kafka with the same applicationId). Give one of"
                    + " two such instances another application.id";
        }
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Whether it is of this type, or something that caused it is. */
    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
