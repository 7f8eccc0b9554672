package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the committed offsets of a consumer group are behind the ends of a topic, in records: as it looks from outside,
 * whether or not an instance has a partition at the moment. Thread-safe.
 */
final class GroupLag {

    /** The shortest time between two questions. */
    static final Duration PERIOD = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(GroupLag.class);

    private final Admin admin;
    private final String group;
    private final String topic;
    private final LongSupplier nanoTime;
    private boolean asking;
    private long nextNanos;
    private volatile OptionalLong records = OptionalLong.empty();

    GroupLag(Admin admin, String group, String topic, LongSupplier nanoTime) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
    }

    /** The lag as of the last answer; empty before the first one, and while the brokers do not tell. */
    OptionalLong records() {
        return records;
    }

    /** Asks, when it is time and the last question is answered, and returns at once. */
    synchronized void look() {
        long now = nanoTime.getAsLong();
        if (asking || now - nextNanos < 0) {
            return;
        }
        asking = true;
        nextNanos = now + PERIOD.toNanos();
        ask().whenComplete((lag, failure) -> {
            if (failure != null) {
                LOG.debug("the lag of group {} on topic {} is not known", group, topic, failure);
            }
            records = failure == null ? OptionalLong.of(lag) : OptionalLong.empty();
            ended();
        });
    }

    private synchronized void ended() {
        asking = false;
    }

    private CompletableFuture<Long> ask() {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .thenCompose(described -> ask(
                        IntStream.range(0, known(described, topic).partitions().size())
                                .mapToObj(partition -> new TopicPartition(topic, partition))
                                .toList()))
                .toCompletableFuture();
    }

    /** Committed offsets first: the ends that are asked for after them are not before them. */
    private CompletableFuture<Long> ask(List<TopicPartition> partitions) {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .thenCompose(committed -> offsets(partitions, OffsetSpec.earliest())
                        .thenCombine(
                                offsets(partitions, OffsetSpec.latest()),
                                (begins, ends) -> lag(partitions, committed, begins, ends)))
                .toCompletableFuture();
    }

    private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec which) {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> which)))
                .all()
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** What an answer has about all that was asked for. */
    private static <K, V> V known(Map<K, V> answer, K key) {
        return Objects.requireNonNull(answer.get(key));
    }

    /** Without a committed offset, and where it was deleted, reading begins at the beginning. */
    private static long lag(
            List<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, ListOffsetsResultInfo> begins,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        long lag = 0;
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            long begin = known(begins, partition).offset();
            long next = offset == null ? begin : Math.max(begin, offset.offset());
            lag += Math.max(0, known(ends, partition).offset() - next);
        }
        return lag;
    }
}
