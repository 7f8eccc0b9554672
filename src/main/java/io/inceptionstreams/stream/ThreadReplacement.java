package io.inceptionstreams.stream;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a stream thread that dies replaced, after a pause where its failure asks for one, or stops the instance: as the
 * {@link FailurePolicy} says, and for a fenced thread what the {@link RivalMember} finds. Called on the thread that dies.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final FailurePolicy policy;
    private final RivalMember rival;
    private final DrainState drain;
    private final Termination termination;

    /** @param drain ends a pause */
    ThreadReplacement(FailurePolicy policy, RivalMember rival, DrainState drain, Termination termination) {
        this.policy = policy;
        this.rival = rival;
        this.drain = drain;
        this.termination = termination;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable error) {
        StreamThreadExceptionResponse response = policy.handle(error);
        if (response == FailurePolicy.REPLACE && !mayGoOn(error)) {
            response = StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (response != FailurePolicy.REPLACE) {
            LOG.error("the instance stops: {}", FailurePolicy.reasonOf(error), error);
            termination.fail(error);
        }
        // Kafka Streams lets the failure end this thread; the JVM would print it once more.
        Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
        return response;
    }

    /** Waits as long as the failure asks for; whether no other instance has taken this one's name meanwhile. */
    private boolean mayGoOn(Throwable error) {
        Duration pause = policy.pauseBeforeReplacing(error);
        LOG.warn(
                "a stream thread is replaced{}: {}",
                pause.isZero() ? "" : " in " + pause.toMillis() + " ms",
                FailurePolicy.reasonOf(error));
        LOG.debug("the failure of the replaced stream thread", error);
        try {
            drain.awaitBegin(pause);
            return !FailurePolicy.isFenced(error)
                    || drain.draining()
                    || !rival.isThere(Thread.currentThread().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
