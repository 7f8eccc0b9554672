package io.inceptionstreams.stream.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that must not be committed yet: for each partition, that of the first record that was not answered.
 *
 * <p>Kept by stream thread, because processors and the clients' commits of a task run on the same one. A hold of a
 * partition that moved to another thread stays behind and keeps holding there, so that a late commit of the old owner
 * cannot pass over records that were given up.
 */
public final class CommitHolds {

    /** What a task says of its partition; asked on its stream thread. */
    public interface OffsetFloor {

        /** The offset of the first record that is not answered; of the first that was given up, after closing. */
        OptionalLong firstUnanswered();

        /** Whether answers are still to be forwarded. */
        boolean inFlight();

        /** The consumer starts over at the beginning of a new log. */
        void startOver();

        /** The first record that the consumer has of the new log is the one at {@code offset}. */
        void newLogBegins(long offset);

        /** Whether the consumer is in a new log of which the task has no record yet; not after closing. */
        boolean startsOver();
    }

    private static final class OfThread {

        private final Map<TopicPartition, OffsetFloor> holds = new HashMap<>();

        /** The id of the topic that the thread's consumer reads. */
        private @Nullable Uuid topic;

        /** A thread whose consumer cannot be moved commits the beginning of the new log, and is replaced. */
        private boolean restartNeeded;

        private boolean restartSent;
        private boolean restartCommitted;
    }

    private final ReadProgress progress = new ReadProgress();
    private final ThreadLocal<OfThread> threads = ThreadLocal.withInitial(OfThread::new);

    /** Replaces the calling thread's hold of {@code partition}: a task begins to process it. */
    public void set(TopicPartition partition, OffsetFloor hold) {
        threads.get().holds.put(partition, hold);
        progress.opened(partition);
    }

    /** The calling thread's task no longer processes {@code partition}. Its hold stays. */
    public void closed(TopicPartition partition) {
        progress.closed(partition);
    }

    /** How far the consumer of the calling thread has read. */
    ReadProgress progress() {
        return progress;
    }

    /** The consumer of the calling thread starts over at the beginning of a new log in these partitions. */
    public void startOver(Collection<TopicPartition> partitions) {
        progress.startedOver(partitions);
        partitions.forEach(partition -> {
            OffsetFloor hold = threads.get().holds.get(partition);
            if (hold != null) {
                hold.startOver();
            }
        });
    }

    /** The same in all partitions, for a consumer that cannot be moved: another thread must. */
    public void startOverInAnotherThread() {
        startOver(threads.get().holds.keySet());
        threads.get().restartNeeded = true;
    }

    /** Whether the calling thread is to take no records any more, and to end once {@link #restartCommitted}. */
    public boolean restartNeeded() {
        return threads.get().restartNeeded;
    }

    /** Whether the beginning of the new log is committed, so that another thread will read from there. */
    public boolean restartCommitted() {
        return threads.get().restartCommitted;
    }

    /** What was clamped last is committed. */
    public void committed() {
        OfThread thread = threads.get();
        thread.restartCommitted = thread.restartSent;
    }

    /** The first record that the consumer of the calling thread has of the new log. */
    public void newLogBegins(TopicPartition partition, long offset) {
        OffsetFloor hold = threads.get().holds.get(partition);
        if (hold != null) {
            hold.newLogBegins(offset);
        }
    }

    /** The consumer of the calling thread reads the topic with this id. */
    void reads(Uuid topicId) {
        threads.get().topic = topicId;
    }

    /** The offsets with what tells later which topic they are of; see {@link TopicTag}. */
    Map<TopicPartition, OffsetAndMetadata> tagged(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return TopicTag.with(threads.get().topic, offsets);
    }

    /** The offsets that the calling thread may commit instead of {@code offsets}. */
    public Map<TopicPartition, OffsetAndMetadata> clamp(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> clamped = new HashMap<>(offsets);
        threads.get().holds.forEach((partition, hold) -> {
            hold.firstUnanswered()
                    .ifPresent(first -> clamped.computeIfPresent(partition, (p, wanted) -> earlier(first, wanted)));
            if (hold.startsOver()) {
                // Also where Kafka Streams has nothing to commit: what was committed last is of the old log.
                clamped.put(partition, new OffsetAndMetadata(0));
            }
        });
        threads.get().restartSent = restartNeeded();
        return clamped;
    }

    /** Partitions that the calling thread has, or has had. */
    public int onThisThread() {
        return threads.get().holds.size();
    }

    /** Whether a task of the calling thread has answers to forward. */
    public boolean anyInFlight() {
        for (OffsetFloor hold : threads.get().holds.values()) {
            if (hold.inFlight()) {
                return true;
            }
        }
        return false;
    }

    /**
     * With the epoch of the offset that was wanted, which is that of the record at {@code first}, or a later one of the
     * same log. With an epoch the consumer of the next owner finds out whether the log was truncated in between, and
     * where; without, it would read from the beginning, or past what has come since.
     */
    private static OffsetAndMetadata earlier(long first, OffsetAndMetadata wanted) {
        return first < wanted.offset() ? new OffsetAndMetadata(first, wanted.leaderEpoch(), wanted.metadata()) : wanted;
    }
}
