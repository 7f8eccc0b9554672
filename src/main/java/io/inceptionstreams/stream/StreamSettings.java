package io.inceptionstreams.stream;

import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.output.StreamTopics;
import io.inceptionstreams.util.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the application meets Kafka.
 *
 * @param applicationId consumer group and prefix of transactional ids
 * @param instanceId a name that survives restarts and that no other running instance has; null for a random one
 * @param topics where events come from and go to
 * @param guarantee what a crash may do
 * @param groupProtocol how partitions are spread over instances
 * @param threads stream threads; more than the partitions of an instance are idle
 * @param windowRecords unanswered records of a partition, at most: what one slow image lets its followers run ahead
 * @param windowBytes bytes of the events of a partition whose answers are not forwarded, at most, beyond the first one
 * @param deadline how long an event may take that names no deadline
 * @param maxResultBytes a larger result becomes a dead letter
 * @param commitInterval the shortest time between two commits of answers and offsets; see {@link CommitScheduler}
 * @param shutdown how the instance stops
 * @param brokerSilence how long no broker may answer before the instance is not ready
 * @param stuck how long after its deadline an unanswered record shows that the labeller hangs
 * @param maxAttempts attempts at a record that end with the death of the process, at most; then it is a dead letter
 * @param stateDir where the instance keeps what must survive its death; of this instance alone
 * @param kafka client properties passed through to Kafka Streams, but for those that the guarantee does not survive;
 *     {@code bootstrap.servers} is among them
 */
public record StreamSettings(
        String applicationId,
        @Nullable String instanceId,
        StreamTopics topics,
        Guarantee guarantee,
        GroupProtocol groupProtocol,
        int threads,
        int windowRecords,
        long windowBytes,
        Duration deadline,
        int maxResultBytes,
        Duration commitInterval,
        Shutdown shutdown,
        Duration brokerSilence,
        Duration stuck,
        int maxAttempts,
        Path stateDir,
        Map<String, String> kafka) {

    /**
     * How an instance stops.
     *
     * @param drain how long it waits for the outcomes of events in flight
     * @param close how long Kafka Streams may take to close after that
     * @param leaveGroup whether it leaves its consumer group at once
     */
    public record Shutdown(Duration drain, Duration close, LeaveGroup leaveGroup) {

        public static final Bounds<Duration> DRAIN = new Bounds<>(Duration.ofMillis(1), Duration.ofMinutes(10));
        public static final Bounds<Duration> CLOSE = new Bounds<>(Duration.ofSeconds(1), Duration.ofMinutes(10));

        public Shutdown {
            DRAIN.check("shutdown.drain", drain);
            CLOSE.check("shutdown.close", close);
        }
    }

    /**
     * Whether a stopping instance tells the group coordinator that it is gone. If it does not, the coordinator finds out
     * when the session times out; until then no other instance gets its partitions, and offsets cannot be reset.
     */
    public enum LeaveGroup {
        /** Leaves, unless {@code instance.id} makes it a static member. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** What a crash may do: nothing, or repeat answers. */
    public enum Guarantee {
        EXACTLY_ONCE_V2,
        AT_LEAST_ONCE
    }

    /** Kafka's two ways of spreading partitions: by the consumers (with static membership), or by the broker. */
    public enum GroupProtocol {
        CLASSIC,
        STREAMS
    }

    public static final Bounds<Integer> THREADS = new Bounds<>(1, 256);
    public static final Bounds<Integer> WINDOW_RECORDS = new Bounds<>(1, 1_000_000);
    public static final Bounds<Long> WINDOW_BYTES = new Bounds<>(1L << 10, 16L << 30);
    public static final Bounds<Integer> MAX_RESULT_BYTES = new Bounds<>(1024, 1 << 28);
    public static final Bounds<Integer> MAX_ATTEMPTS = new Bounds<>(2, 1000);
    public static final Bounds<Duration> DEADLINE = new Bounds<>(Duration.ofMillis(1), Duration.ofHours(1));
    public static final Bounds<Duration> COMMIT_INTERVAL = new Bounds<>(Duration.ofMillis(1), Duration.ofMinutes(1));
    public static final Bounds<Duration> BROKER_SILENCE = new Bounds<>(Duration.ofSeconds(10), Duration.ofMinutes(10));
    public static final Bounds<Duration> STUCK = new Bounds<>(Duration.ofSeconds(1), Duration.ofMinutes(10));

    public StreamSettings {
        kafka = Map.copyOf(kafka);
        ProtectedProperties.check(kafka);
        if (guarantee == Guarantee.AT_LEAST_ONCE && groupProtocol == GroupProtocol.STREAMS) {
            throw new IllegalArgumentException("guarantee=at_least_once needs group.protocol=classic: with"
                    + " group.protocol=streams, Kafka Streams offers no way to hold back commits outside transactions,"
                    + " and a crash would lose events");
        }
        if (shutdown.leaveGroup() == LeaveGroup.NEVER && groupProtocol == GroupProtocol.STREAMS) {
            throw new IllegalArgumentException("shutdown.leave-group=never needs group.protocol=classic: with"
                    + " group.protocol=streams, Kafka Streams leaves the group whenever it stops");
        }
        THREADS.check("stream.threads", threads);
        WINDOW_RECORDS.check("stream.window-records", windowRecords);
        WINDOW_BYTES.check("stream.window-bytes", windowBytes);
        MAX_RESULT_BYTES.check("output.max-bytes", maxResultBytes);
        MAX_ATTEMPTS.check("stream.max-attempts", maxAttempts);
        DEADLINE.check("deadline", deadline);
        COMMIT_INTERVAL.check("commit.interval", commitInterval);
        BROKER_SILENCE.check("stream.broker-silence", brokerSilence);
        STUCK.check("stream.stuck", stuck);
    }

    /** Whether an instance with these settings leaves its group when it stops. */
    boolean leavesGroup() {
        return switch (shutdown.leaveGroup()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> instanceId == null;
        };
    }
}
