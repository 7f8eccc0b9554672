package io.inceptionstreams.stream;

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
 * @param commitInterval the shortest time between two commits of answers and offsets; see {@link CommitPace}
 * @param drain how long a stopping instance waits for the outcomes that are under way
 * @param close how long Kafka Streams may take to close after that
 * @param stuck how long after its deadline an unanswered record shows that the labeller hangs
 * @param maxAttempts attempts at a record that end with the death of the process, at most; then it is a dead letter
 * @param stateDir where the instance keeps what must survive its death; of this instance alone
 * @param holdBack whether commits are held back; without it a crash loses events, which the ledger shows
 * @param kafka client properties passed through to Kafka Streams, but for those that the guarantee does not survive;
 *     {@code bootstrap.servers} is among them
 */
public record StreamSettings(
        String applicationId,
        @Nullable String instanceId,
        Topics topics,
        Guarantee guarantee,
        GroupProtocol groupProtocol,
        int threads,
        int windowRecords,
        long windowBytes,
        Duration deadline,
        int maxResultBytes,
        Duration commitInterval,
        Duration drain,
        Duration close,
        Duration stuck,
        int maxAttempts,
        Path stateDir,
        boolean holdBack,
        Map<String, String> kafka) {

    /** Topic names. */
    public record Topics(String references, String labels, String deadLetters) {

        public Topics {
            if (references.equals(labels) || references.equals(deadLetters) || labels.equals(deadLetters)) {
                throw new IllegalArgumentException("topics.references, topics.labels and topics.dead-letters must be"
                        + " three topics: " + references + ", " + labels + ", " + deadLetters);
            }
        }
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

    public StreamSettings {
        kafka = Map.copyOf(kafka);
        ProtectedProperties.check(kafka);
        if (guarantee == Guarantee.AT_LEAST_ONCE && groupProtocol == GroupProtocol.STREAMS) {
            throw new IllegalArgumentException("guarantee=at_least_once needs group.protocol=classic: with"
                    + " group.protocol=streams, Kafka Streams offers no way to hold back commits outside transactions,"
                    + " and a crash would lose events");
        }
        atLeast("stream.threads", threads, 1);
        atLeast("stream.window-records", windowRecords, 1);
        atLeast("stream.window-bytes", windowBytes, 1);
        atLeast("output.max-bytes", maxResultBytes, 1024);
        atLeast("stream.max-attempts", maxAttempts, 2);
        positive("deadline", deadline);
        positive("commit.interval", commitInterval);
        positive("shutdown.drain", drain);
        positive("shutdown.close", close);
        positive("stream.stuck", stuck);
    }

    /** The same, with commits as Kafka Streams makes them: only to show what is lost then. */
    public StreamSettings withoutHoldBack() {
        return new StreamSettings(
                applicationId,
                instanceId,
                topics,
                guarantee,
                groupProtocol,
                threads,
                windowRecords,
                windowBytes,
                deadline,
                maxResultBytes,
                commitInterval,
                drain,
                close,
                stuck,
                maxAttempts,
                stateDir,
                false,
                kafka);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ": " + value);
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be positive: " + value);
        }
    }
}
