package io.inceptionstreams.stream;

import io.inceptionstreams.event.EventReader;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance of the Kafka Streams application. Start it once; {@link #close} drains it. Thread-safe.
 *
 * <p>A stream thread that dies is replaced, unless its error would meet the next one as well
 * ({@link FailurePolicy}): then the instance stops, and {@link #failure} says why.
 */
public final class StreamApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamApplication.class);
    private static final long DRAIN_SLICE_MILLIS = 10;

    private final StreamSettings settings;
    private final Drain drain = new Drain();
    private final AttemptJournal journal;
    private final KafkaStreams streams;
    private final Ending ending = new Ending();

    /** @throws IOException when {@code state.dir} cannot be written */
    public StreamApplication(StreamSettings settings, Labeller labeller, StreamObserver observer) throws IOException {
        this.settings = settings;
        this.journal = AttemptJournal.open(settings.stateDir());
        CommitHolds holds = new CommitHolds(settings.holdBack());
        CommitPace pace = new CommitPace(settings.commitInterval(), System::nanoTime);
        var shared = new InferenceProcessor.Shared(
                settings.topics().references(),
                new EventReader(),
                labeller,
                new Answers(settings.maxResultBytes()),
                holds,
                pace,
                observer,
                new InferenceProcessor.Limits(
                        settings.windowRecords(),
                        settings.windowBytes(),
                        settings.deadline(),
                        settings.stuck(),
                        settings.maxAttempts(),
                        InferenceLimits.MAX_WAIT),
                drain,
                journal,
                new Lane(),
                new Outputs(settings.stuck(), System::nanoTime),
                System::nanoTime,
                InstantSource.system());
        String stableId = settings.instanceId() == null ? null : settings.applicationId() + "-" + settings.instanceId();
        streams = new KafkaStreams(
                LabelTopology.of(settings.topics(), shared),
                new StreamsConfig(KafkaProperties.of(settings)),
                new HoldingClientSupplier(holds, pace, stableId));
        FailurePolicy policy = new FailurePolicy(System::nanoTime);
        streams.setUncaughtExceptionHandler(error -> {
            var response = policy.handle(error);
            if (response != FailurePolicy.REPLACE) {
                LOG.error("the instance stops: {}", FailurePolicy.reasonOf(error), error);
                ending.fail(error);
            } else {
                LOG.warn("a stream thread is replaced: {}", FailurePolicy.reasonOf(error), error);
            }
            return response;
        });
        streams.setStateListener(ending);
    }

    public void start() {
        streams.start();
    }

    /** Whether the instance has its partitions and works on them. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Kafka Streams' name of its state, for people. */
    public String state() {
        return streams.state().name();
    }

    /** Why the instance has stopped by itself; empty while it runs and after {@link #close}. */
    public Optional<Throwable> failure() {
        return ending.failure();
    }

    /** For Micrometer's binder. */
    public KafkaStreams kafkaStreams() {
        return streams;
    }

    /** Returns when the instance has stopped by {@link #close}, or is about to by itself: {@link #close} bounds the rest. */
    public void awaitStopped() throws InterruptedException {
        ending.await();
    }

    /**
     * Stops starting work, waits up to {@code shutdown.drain} for what is under way, and closes within
     * {@code shutdown.close}. What is still unanswered then stays uncommitted, and is read again by its next owner.
     */
    @Override
    public void close() {
        drain.begin();
        long end = System.nanoTime() + settings.drain().toNanos();
        try {
            while (isRunning() && drain.underWay() > 0 && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(DRAIN_SLICE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = drain.underWay();
        if (left > 0) {
            LOG.info(
                    "{} events under way were not answered within shutdown.drain={}; whoever has their partitions next will",
                    left,
                    settings.drain());
        }
        boolean clean = failure().isEmpty() && left == 0;
        if (!streams.close(Duration.ofMillis(settings.close().toMillis()))) {
            LOG.warn("Kafka Streams did not close within shutdown.close={}", settings.close());
            clean = false;
        }
        drain.end();
        if (clean) {
            journal.closeAndTidy();
        } else {
            journal.close();
        }
        ending.over();
    }
}
