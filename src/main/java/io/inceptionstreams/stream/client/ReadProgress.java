package io.inceptionstreams.stream.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far the consumer has read in each partition, and what it read past without a record to hand over. There are two
 * such things:
 *
 * <ul>
 *   <li>Offsets of aborted transactions and of transaction markers. Kafka Streams commits them too, but only in a partition
 *       of which its task has processed a record since it started. A partition that has nothing else behind its committed
 *       offset would show a lag for ever, and an autoscaler would never remove its last instance. So
 *       {@link #uncommitted} tells where the consumer is in a partition whose task is open and was given no record. There
 *       nothing can be unanswered: no record is in the window, in Kafka Streams' buffer or in an open transaction. The
 *       first record that a poll returns ends that, before it is processed.
 *   <li>Records that the broker deleted before they were read, by retention or because it was asked to. They are gone;
 *       {@link #polled} and {@link #moved} tell how many.
 * </ul>
 *
 * <p>Kept by stream thread, like {@link CommitHolds}; all methods are called on it.
 */
public final class ReadProgress {

    private final ThreadLocal<Map<TopicPartition, Progress>> partitions = ThreadLocal.withInitial(HashMap::new);

    /** Records that were deleted unread: those from {@code offset} on. Some offsets may have been no record's. */
    public record Loss(TopicPartition partition, long offset, long records) {}

    /** Of one partition, from the close of one task to the close of the next. */
    private static final class Progress {

        private boolean open;
        private boolean gotRecords;
        private @Nullable OffsetAndMetadata committed;
        private @Nullable OffsetAndMetadata position;

        /** The offset that the consumer would read next if nothing were skipped; empty when that cannot be known. */
        private OptionalLong expected() {
            OffsetAndMetadata known = position == null ? committed : position;
            return known == null ? OptionalLong.empty() : OptionalLong.of(known.offset());
        }
    }

    /** A task begins to process the partition, at the position that its consumer has by now. */
    void opened(TopicPartition partition) {
        Progress progress = progressIn(partition);
        progress.open = true;
        progress.position = null;
    }

    /** A task no longer processes the partition; what the consumer reads from here on belongs to the next one. */
    void closed(TopicPartition partition) {
        partitions.get().remove(partition);
    }

    /** These offsets are the committed ones; null where there is none. */
    void committed(Map<TopicPartition, @Nullable OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> progressIn(partition).committed = offset);
    }

    /**
     * A poll returned this.
     *
     * @param beginning of the log of a partition of which something was returned
     */
    List<Loss> polled(ConsumerRecords<?, ?> records, ToLongFunction<TopicPartition> beginning) {
        Set<TopicPartition> advanced = new HashSet<>(records.nextOffsets().keySet());
        advanced.addAll(records.partitions());
        List<Loss> losses = new ArrayList<>();
        for (TopicPartition partition : advanced) {
            Progress progress = progressIn(partition);
            OffsetAndMetadata next = records.nextOffsets().get(partition);
            var returned = records.records(partition);
            progress.gotRecords |= !returned.isEmpty();
            OptionalLong first = !returned.isEmpty()
                    ? OptionalLong.of(returned.get(0).offset())
                    : next == null ? OptionalLong.empty() : OptionalLong.of(next.offset());
            OptionalLong expected = progress.expected();
            if (progress.open
                    && first.isPresent()
                    && expected.isPresent()
                    && first.getAsLong() > expected.getAsLong()) {
                // Mostly these are transaction markers, and the log begins long before them.
                long deletedBefore = Math.min(first.getAsLong(), beginning.applyAsLong(partition));
                lost(partition, expected.getAsLong(), deletedBefore, losses);
            }
            if (next != null) {
                progress.position = next;
            }
        }
        return losses;
    }

    /**
     * Looks for partitions whose consumer went elsewhere without that a poll has told: the log is empty, and begins where it
     * ends.
     *
     * @param position of the consumer in a partition; empty when it has none at the moment
     * @param losses takes what was deleted unread there
     * @return the positions of the partitions in which it has changed
     */
    Map<TopicPartition, OffsetAndMetadata> moved(Positions position, List<Loss> losses) {
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        partitions.get().forEach((partition, progress) -> {
            OptionalLong expected = progress.expected();
            if (progress.open && expected.isPresent()) {
                OptionalLong now = position.of(partition);
                if (now.isPresent() && now.getAsLong() != expected.getAsLong()) {
                    lost(partition, expected.getAsLong(), now.getAsLong(), losses);
                    progress.position = new OffsetAndMetadata(now.getAsLong());
                    moved.put(partition, progress.position);
                }
            }
        });
        return moved;
    }

    /** Tells the consumer's position. */
    @FunctionalInterface
    interface Positions {

        OptionalLong of(TopicPartition partition);
    }

    /** The consumer starts over at the beginning of a new log: where it was says nothing, nor what was committed. */
    void startedOver(Collection<TopicPartition> started) {
        started.forEach(partition -> {
            progressIn(partition).position = null;
            progressIn(partition).committed = null;
        });
    }

    /** The offsets to commit in partitions of which no record was returned; empty where these are committed already. */
    Map<TopicPartition, OffsetAndMetadata> uncommitted() {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        partitions.get().forEach((partition, progress) -> {
            if (progress.open && !progress.gotRecords && progress.position != null && differs(progress)) {
                found.put(partition, progress.position);
            }
        });
        return found;
    }

    private static void lost(TopicPartition partition, long from, long to, List<Loss> losses) {
        if (to > from) {
            losses.add(new Loss(partition, from, to - from));
        }
    }

    private static boolean differs(Progress progress) {
        return progress.committed == null
                || progress.committed.offset()
                        != Objects.requireNonNull(progress.position).offset();
    }

    private Progress progressIn(TopicPartition partition) {
        return partitions.get().computeIfAbsent(partition, p -> new Progress());
    }
}
