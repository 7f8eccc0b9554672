package io.inceptionstreams.stream;

import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.client.HoldingClientSupplier;
import io.inceptionstreams.stream.client.ReadObserver;
import io.inceptionstreams.stream.client.ReadProgress;
import io.inceptionstreams.stream.client.ReplacedTopicInterceptor;
import io.inceptionstreams.stream.output.Alterations;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.OutcomeEncoder;
import io.inceptionstreams.stream.output.OutputHealth;
import io.inceptionstreams.stream.output.OutputTopics;
import io.inceptionstreams.stream.output.Refusals;
import io.inceptionstreams.stream.output.SendWatch;
import io.inceptionstreams.util.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
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
    private static final long WATCH_SECONDS = 1;

    private final StreamSettings settings;
    private final DrainState drain = new DrainState();
    private final CrashJournal journal;
    private final Admin admin;
    private final OutputTopics outputTopics;
    private final GroupLag lag;
    private final UnansweredEvents unanswered = new UnansweredEvents();
    private final KafkaStreams streams;
    private final DeadLetterLog deadLetters = new DeadLetterLog(System::nanoTime);
    private final BrokerWatch brokers;
    private final ScheduledExecutorService watch;
    private final Termination termination = new Termination();

    /** @throws IOException when {@code state.dir} cannot be written */
    public StreamApplication(StreamSettings settings, Labeller labeller, StreamObserver observer) throws IOException {
        this(settings, labeller, observer, UnaryOperator.identity());
    }

    /** @param clientHolds makes what the Kafka clients respect of what the processors hold: the same, but in the laboratory */
    StreamApplication(
            StreamSettings settings, Labeller labeller, StreamObserver observer, UnaryOperator<CommitHolds> clientHolds)
            throws IOException {
        this.settings = settings;
        this.journal = CrashJournal.open(settings.stateDir());
        StreamObserver logging = new LoggingObserver(observer, deadLetters);
        this.admin = Admin.create(new StreamsConfig(KafkaProperties.of(settings, 0))
                .getAdminConfigs(settings.applicationId() + "-topics"));
        this.outputTopics = OutputTopics.read(settings.topics(), settings.maxResultBytes(), admin, System::nanoTime);
        this.lag =
                new GroupLag(admin, settings.applicationId(), settings.topics().references(), System::nanoTime);
        Properties properties = KafkaProperties.of(settings, outputTopics.largestRecord());
        Fitting.Sending sending = KafkaProperties.sending(properties);
        Refusals refusals = new Refusals(
                outputTopics.limits(),
                sending,
                logging::refused,
                InstantSource.system(),
                System::nanoTime,
                outputTopics::readSoon);
        SendWatch sends = new SendWatch(refusals);
        OutcomeEncoder encoder = new OutcomeEncoder(settings.maxResultBytes());
        CommitHolds holds = new CommitHolds();
        CommitScheduler scheduler = new CommitScheduler(settings.commitInterval(), System::nanoTime);
        TaskEnvironment environment = new TaskEnvironment(
                settings.topics().references(),
                new TaskEnvironment.Limits(
                        settings.windowRecords(),
                        settings.windowBytes(),
                        settings.deadline(),
                        settings.stuck(),
                        settings.maxAttempts(),
                        InferenceLimits.MAX_WAIT),
                labeller,
                logging,
                drain,
                unanswered,
                System::nanoTime);
        RecordDispatcher.Parts dispatching = new RecordDispatcher.Parts(
                new EventReader(), encoder, journal, new SuspectIsolation(), InstantSource.system());
        InOrderForwarder.Parts forwarding = new InOrderForwarder.Parts(
                new OutputHealth(settings.stuck(), System::nanoTime),
                new Fitting(
                        settings.topics(), encoder, outputTopics.limits(), refusals, sending, InstantSource.system()),
                sends,
                new Alterations(logging::altered, System::nanoTime));
        ReadObserver reading = new Reading(logging, refusals, journal);
        String stableId = settings.instanceId() == null ? null : settings.applicationId() + "-" + settings.instanceId();
        HoldingClientSupplier clients = new HoldingClientSupplier(
                clientHolds.apply(holds),
                scheduler,
                sends,
                settings.guarantee() == StreamSettings.Guarantee.EXACTLY_ONCE_V2,
                settings.topics().references(),
                reading,
                System::nanoTime,
                stableId);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ReplacedTopicInterceptor.PARTS),
                new ReplacedTopicInterceptor.Parts(holds, clients::identity, reading));
        streams = new KafkaStreams(
                LabelTopology.of(
                        settings.topics(),
                        () -> new InferenceProcessor(environment, dispatching, forwarding, holds, scheduler)),
                new StreamsConfig(properties),
                clients);
        streams.setUncaughtExceptionHandler(new ThreadReplacement(
                new FailurePolicy(KafkaProperties.sessionTimeout(properties), System::nanoTime),
                new RivalMember(admin, settings.applicationId(), settings.instanceId()),
                drain,
                termination));
        streams.setStateListener(termination);
        brokers = new BrokerWatch(
                () -> bytesReceived(streams),
                settings.brokerSilence(),
                settings.kafka().getOrDefault("bootstrap.servers", ""),
                System::nanoTime);
        watch = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("stream-watch"));
    }

    private record Reading(StreamObserver observer, Refusals refusals, CrashJournal journal) implements ReadObserver {

        @Override
        public void reads(Uuid topic) {
            journal.topicIs(topic);
        }

        @Override
        public void lost(ReadProgress.Loss loss) {
            observer.lost(
                    new EventPosition(loss.partition().topic(), loss.partition().partition(), loss.offset()),
                    loss.records());
        }

        @Override
        public void topicReplaced() {
            refusals.forgetAll();
        }

        @Override
        public void committedOffsetReplaced(TopicPartition partition) {
            journal.forgetFrom(partition.partition(), 0);
            observer.logReplaced();
        }
    }

    public void start() {
        streams.start();
        watch.scheduleWithFixedDelay(
                () -> {
                    brokers.look();
                    lag.look();
                    deadLetters.summarise();
                },
                WATCH_SECONDS,
                WATCH_SECONDS,
                TimeUnit.SECONDS);
    }

    /** By all of Kafka Streams' clients, from all brokers. */
    private static double bytesReceived(KafkaStreams streams) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("incoming-byte-total")
                        && !metric.metricName().tags().containsKey("node-id")
                        && metric.metricValue() instanceof Number)
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    /** Whether the instance has its partitions and works on them. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Kafka Streams' name of its state, for people. */
    public String state() {
        return streams.state().name();
    }

    /** That no broker has answered for longer than {@code stream.broker-silence}; empty while one does. */
    public Optional<String> brokerSilence() {
        return brokers.problem();
    }

    /** How long no broker has answered. */
    public Duration sinceBrokerAnswered() {
        return brokers.silence();
    }

    /** The age of the oldest event that this instance has read and not answered, by its record's timestamp. */
    public Duration oldestUnanswered() {
        return unanswered.age(System.currentTimeMillis());
    }

    /** Records of all partitions that the group has not committed, whichever instance has them; empty while that is not known. */
    public OptionalLong lag() {
        return lag.records();
    }

    /** Why the instance has stopped by itself; empty while it runs and after {@link #close}. */
    public Optional<Throwable> failure() {
        return termination.failure();
    }

    /** For Micrometer's binder. */
    public KafkaStreams kafkaStreams() {
        return streams;
    }

    /** Returns when the instance has stopped by {@link #close}, or is about to by itself: {@link #close} bounds the rest. */
    public void awaitStopped() throws InterruptedException {
        termination.await();
    }

    /**
     * Stops starting work, waits up to {@code shutdown.drain} for events in flight, and closes within
     * {@code shutdown.close}. What is still unanswered then stays uncommitted, and is read again by its next owner.
     */
    @Override
    public void close() {
        watch.shutdownNow();
        drain.begin();
        long end = System.nanoTime() + settings.shutdown().drain().toNanos();
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
                    "{} in-flight events were not finished within shutdown.drain={}; the next owner of their partitions will process them",
                    left,
                    settings.shutdown().drain());
        }
        boolean clean = failure().isEmpty() && left == 0;
        Duration close = settings.shutdown().close();
        CloseOptions options = CloseOptions.timeout(Duration.ofMillis(close.toMillis()))
                .withGroupMembershipOperation(
                        settings.leavesGroup()
                                ? GroupMembershipOperation.LEAVE_GROUP
                                : GroupMembershipOperation.REMAIN_IN_GROUP);
        if (!streams.close(options)) {
            LOG.warn("Kafka Streams did not close within shutdown.close={}", close);
            clean = false;
        }
        drain.end();
        deadLetters.flush();
        outputTopics.close();
        admin.close(Duration.ZERO);
        if (clean) {
            journal.closeAndTidy();
        } else {
            journal.close();
        }
        termination.over();
    }
}
