package io.inceptionstreams.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets that must not be committed yet: for each partition, that of the first record that was not answered.
 *
 * <p>Kept by stream thread, because processors and the clients' commits of a task run on the same one. A hold of a
 * partition that moved to another thread stays behind and keeps holding there, so that a late commit of the old owner
 * cannot pass over records that were given up.
 */
final class CommitHolds {

    /** What a task says of its partition; asked on its stream thread. */
    interface Hold {

        /** The offset of the first record that is not answered; of the first that was given up, after closing. */
        OptionalLong firstUnanswered();

        /** Whether answers are still to be forwarded. */
        boolean inFlight();
    }

    private final boolean holdBack;
    private final ThreadLocal<Map<TopicPartition, Hold>> holds = ThreadLocal.withInitial(HashMap::new);

    /** @param holdBack false lets every commit through, and so loses records when the process dies */
    CommitHolds(boolean holdBack) {
        this.holdBack = holdBack;
    }

    /** Replaces the calling thread's hold of {@code partition}. */
    void set(TopicPartition partition, Hold hold) {
        holds.get().put(partition, hold);
    }

    /** The offsets that the calling thread may commit instead of {@code offsets}. */
    Map<TopicPartition, OffsetAndMetadata> clamp(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!holdBack) {
            return offsets;
        }
        Map<TopicPartition, OffsetAndMetadata> clamped = new HashMap<>(offsets);
        holds.get()
                .forEach((partition, hold) -> hold.firstUnanswered()
                        .ifPresent(
                                first -> clamped.computeIfPresent(partition, (p, wanted) -> earlier(first, wanted))));
        return clamped;
    }

    /** Partitions that the calling thread has, or has had. */
    int onThisThread() {
        return holds.get().size();
    }

    /** Whether a task of the calling thread has answers to forward. */
    boolean anyInFlight() {
        for (Hold hold : holds.get().values()) {
            if (hold.inFlight()) {
                return true;
            }
        }
        return false;
    }

    private static OffsetAndMetadata earlier(long first, OffsetAndMetadata wanted) {
        return first < wanted.offset() ? new OffsetAndMetadata(first, Optional.empty(), wanted.metadata()) : wanted;
    }
}
