package io.inceptionstreams.stream.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main consumer of a stream thread. Commits no further than the holds allow, which matters under at_least_once, and
 * polls briefly while records are in flight or not committed, so that the punctuator that forwards their answers gets
 * its turn. When the topic of the events was deleted and created again, it starts over at the beginning. Has offsets
 * committed that Kafka Streams does not see, and tells of records that were deleted before they were read;
 * {@link ReadProgress}.
 */
public final class HoldingConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(HoldingConsumer.class);
    private static final Duration BRIEFLY = Duration.ofMillis(1);

    /** The shortest time between two commits of nothing but skipped offsets. */
    public static final Duration SKIPPED_INTERVAL = Duration.ofSeconds(1);

    private final CommitHolds holds;
    private final CommitScheduler scheduler;
    private final TopicIdentity references;
    private final @Nullable OffsetTransactions transactions;
    private final ReadObserver observer;
    private final LongSupplier nanoTime;
    private final String clientId;
    private final int maxPollRecords;
    private long skippedCommitNanos;

    /** Where the next record is the first one of a new log. */
    private final Set<TopicPartition> startedOver = new HashSet<>();

    /**
     * @param references the topic whose events are read
     * @param transactions commits offsets instead of the consumer, under exactly_once_v2; null under at_least_once
     */
    public HoldingConsumer(
            Map<String, Object> config,
            CommitHolds holds,
            CommitScheduler scheduler,
            TopicIdentity references,
            @Nullable OffsetTransactions transactions,
            ReadObserver observer,
            LongSupplier nanoTime) {
        super(config, references.listener(), new ByteArrayDeserializer());
        this.holds = holds;
        this.scheduler = scheduler;
        this.references = references;
        this.transactions = transactions;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.maxPollRecords = Integer.parseInt(String.valueOf(
                config.getOrDefault(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS)));
        this.clientId = String.valueOf(config.get(ConsumerConfig.CLIENT_ID_CONFIG));
        this.skippedCommitNanos = nanoTime.getAsLong() - SKIPPED_INTERVAL.toNanos();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        boolean shorten = timeout.compareTo(BRIEFLY) > 0 && (scheduler.uncommitted() || holds.anyInFlight());
        ConsumerRecords<byte[], byte[]> records = super.poll(shorten ? BRIEFLY : timeout);
        if (references.changed()) {
            startOver(assignment());
            return ConsumerRecords.empty(); // whether these are of the old log, or from the middle of the new one
        }
        readsTopic();
        if (!startedOver.isEmpty()) {
            tellWhereNewLogsBegin(records);
        }
        scheduler.polled(records.count() >= maxPollRecords);
        List<ReadProgress.Loss> losses =
                new ArrayList<>(holds.progress().polled(records, partition -> beginning(partition, records)));
        // With an exception from here, records that were returned would be lost.
        ConsumerRecords<byte[], byte[]> all = records.isEmpty() ? withMoved(records, losses) : records;
        losses.forEach(observer::lost);
        commitSkipped();
        return all;
    }

    /** Where the log of a partition begins, by what the last fetch brought; 0 when that is unknown. */
    private long beginning(TopicPartition partition, ConsumerRecords<byte[], byte[]> records) {
        Map<String, String> tags = Map.of(
                "client-id", clientId,
                "topic", partition.topic(),
                "partition", String.valueOf(partition.partition()));
        Metric lead = metrics().get(new MetricName("records-lead", "consumer-fetch-manager-metrics", "", tags));
        OffsetAndMetadata next = records.nextOffsets().get(partition);
        return next != null && lead != null && lead.metricValue() instanceof Double value && !value.isNaN()
                ? next.offset() - value.longValue()
                : 0;
    }

    /** Tells Kafka Streams the positions that no fetch has brought, so that it commits them. */
    private ConsumerRecords<byte[], byte[]> withMoved(
            ConsumerRecords<byte[], byte[]> records, List<ReadProgress.Loss> losses) {
        Set<TopicPartition> assigned = assignment();
        Map<TopicPartition, OffsetAndMetadata> moved = holds.progress()
                .moved(
                        partition -> assigned.contains(partition) ? positionNow(partition) : OptionalLong.empty(),
                        losses);
        if (moved.isEmpty()) {
            return records;
        }
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
        next.putAll(moved);
        return new ConsumerRecords<>(Map.of(), next);
    }

    private OptionalLong positionNow(TopicPartition partition) {
        try {
            return OptionalLong.of(position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            return OptionalLong.empty(); // it is being looked for
        }
    }

    private void readsTopic() {
        references.tell(topic -> {
            holds.reads(topic);
            observer.reads(topic);
        });
    }

    private void startOver(Set<TopicPartition> partitions) {
        readsTopic();
        observer.topicReplaced();
        LOG.warn(
                "{} was deleted and created again (its id is {} now): partitions {} are read from their beginning",
                references.topic(),
                references.known(),
                partitions.stream().map(TopicPartition::partition).sorted().toList());
        seekToBeginning(partitions);
        holds.startOver(partitions);
        startedOver.addAll(partitions);
    }

    private void tellWhereNewLogsBegin(ConsumerRecords<byte[], byte[]> records) {
        startedOver.retainAll(assignment());
        for (TopicPartition partition : records.partitions()) {
            if (startedOver.remove(partition)) {
                holds.newLogBegins(partition, records.records(partition).get(0).offset());
            }
        }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        super.commitSync(holds.tagged(holds.clamp(offsets)));
        scheduler.ended();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        super.commitSync(holds.tagged(holds.clamp(offsets)), timeout);
        scheduler.ended();
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        super.commitAsync(holds.tagged(holds.clamp(offsets)), callback);
    }

    // Kafka Streams names the offsets that it commits. These methods would commit the position, which is past the
    // records in flight. An upgrade that calls one of them must fail and not lose events.

    @Override
    public void commitSync() {
        throw notHeldBack("commitSync()");
    }

    @Override
    public void commitSync(Duration timeout) {
        throw notHeldBack("commitSync(Duration)");
    }

    @Override
    public void commitAsync() {
        throw notHeldBack("commitAsync()");
    }

    @Override
    public void commitAsync(@Nullable OffsetCommitCallback callback) {
        throw notHeldBack("commitAsync(OffsetCommitCallback)");
    }

    private static UnsupportedOperationException notHeldBack(String method) {
        return new UnsupportedOperationException(method
                + " would commit past the events in flight; this version of Kafka Streams was not expected to call it");
    }

    /**
     * Kafka Streams asks before it opens a task.
     *
     * @throws TopicReplacedException when an offset is of a topic that was deleted. It is overwritten, and another thread
     *     begins at the beginning: this consumer may have taken the old topic's leader epoch for the newest one, and
     *     would then wait for ever for a leader that has it
     * @throws TimeoutException when that cannot be known yet: Kafka Streams asks again
     */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>(super.committed(partitions));
        Map<TopicPartition, Uuid> tags = TopicTag.of(committed);
        committed.replaceAll((partition, offset) -> offset == null ? null : TopicTag.without(offset));
        if (!tags.isEmpty()) {
            checkTopic(committed, tags);
        }
        holds.progress().committed(committed);
        return committed;
    }

    private void checkTopic(
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed, Map<TopicPartition, Uuid> tags) {
        Uuid before = references.known();
        Optional<Uuid> now = askForTopic();
        if (now.isEmpty()) {
            return;
        }
        if (tags.values().stream().anyMatch(tag -> !tag.equals(now.get()))) {
            overwriteOffsetsOfDeletedTopic(tags.keySet(), now.get());
        }
        if (before != null && !before.equals(now.get())) {
            // Another instance noticed it first, and has committed these offsets of the new topic.
            Set<TopicPartition> others = new HashSet<>(assignment());
            others.removeAll(tags.keySet());
            startOver(others);
        }
        for (TopicPartition partition : tags.keySet()) {
            OffsetAndMetadata offset = committed.get(partition);
            if (startedOver.remove(partition) && offset != null) {
                seek(partition, offset); // it was taken for a partition of the deleted topic
            }
        }
    }

    private Optional<Uuid> askForTopic() {
        try {
            return references.ask();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("the id of " + references.topic() + " is not known yet", e);
        }
    }

    /** In all partitions of this consumer at once: each time costs a stream thread. */
    private void overwriteOffsetsOfDeletedTopic(Set<TopicPartition> asked, Uuid now) {
        Set<TopicPartition> partitions = new HashSet<>(assignment());
        partitions.addAll(asked);
        Map<TopicPartition, OffsetAndMetadata> beginnings = new HashMap<>();
        TopicTag.of(super.committed(partitions)).forEach((partition, tag) -> {
            if (!tag.equals(now)) {
                beginnings.put(partition, new OffsetAndMetadata(0));
            }
        });
        try {
            super.commitSync(beginnings);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            throw new TimeoutException("the group is rebalanced", e); // the next owner of the partitions does the same
        }
        observer.topicReplaced();
        beginnings.keySet().forEach(observer::committedOffsetReplaced);
        throw new TopicReplacedException(references.topic() + " was deleted and created again (its id is " + now
                + " now): the committed offsets of " + beginnings.keySet()
                + " were of the deleted topic; another stream thread reads them from their beginning");
    }

    /** Seldom has anything to do. What fails is tried again later: it is not urgent, and Kafka Streams goes on. */
    private void commitSkipped() {
        Map<TopicPartition, OffsetAndMetadata> offsets = holds.progress().uncommitted();
        long now = nanoTime.getAsLong();
        if (offsets.isEmpty() || now - skippedCommitNanos < SKIPPED_INTERVAL.toNanos()) {
            return;
        }
        if (transactions == null) {
            skippedCommitNanos = now;
            super.commitAsync(holds.tagged(offsets), this::committedSkipped);
            return;
        }
        ConsumerGroupMetadata group = groupMetadata();
        // Without a generation, the coordinator could not tell a member from one that it has thrown out.
        if (group.generationId() >= 0 && transactions.commit(offsets, group)) {
            skippedCommitNanos = now;
        }
    }

    private void committedSkipped(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure == null) {
            holds.progress().committed(new HashMap<>(offsets));
        } else {
            LOG.debug("offsets without records could not be committed: {}", offsets, failure);
        }
    }
}
