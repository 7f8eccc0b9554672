package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.stream.client.CommitHolds;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.client.HoldingConsumer;
import io.inceptionstreams.stream.client.ReadObserver;
import io.inceptionstreams.stream.client.ReadProgress;
import io.inceptionstreams.stream.client.TopicIdentity;
import io.inceptionstreams.stream.client.TopicReplacedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a consumer makes of committed offsets when it opens a partition, by the topic that they are of. */
@Timeout(120)
final class StaleOffsetsIT {

    private static final Uuid DELETED = new Uuid(1, 1);
    private static final Uuid NOW = new Uuid(2, 2);
    private static final long BEGINNING = 0;

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private Lab lab;
    private TopicPartition first;
    private TopicPartition second;
    private Optional<Uuid> id = Optional.of(NOW);
    private final List<TopicPartition> overwritten = new ArrayList<>();
    private final List<Uuid> read = new ArrayList<>();
    private int topicsReplaced;

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        lab = new Lab(broker.bootstrapServers(), "offsets", folder).withTopics(broker, 2);
        first = new TopicPartition(lab.topics.references(), 0);
        second = new TopicPartition(lab.topics.references(), 1);
        lab.send(0, 20, 2);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void offsetOfTheTopicThatIsThereIsReturnedAsKafkaStreamsCommittedIt() {
        lab.commit(Map.of(first, offset(4, NOW)));

        try (HoldingConsumer consumer = consumer(NOW)) {
            assertThat(consumer.committed(Set.of(first)))
                    .containsExactly(Map.entry(first, new OffsetAndMetadata(4, Optional.empty(), "AgAA")));
            assertThat(topicsReplaced).isZero();
        }
    }

    @Test
    void offsetsOfTheDeletedTopicAreOverwrittenInAllPartitionsOfTheConsumer() {
        lab.commit(Map.of(first, offset(4, DELETED), second, offset(5, DELETED)));

        try (HoldingConsumer consumer = consumer(null)) {
            assertThatThrownBy(() -> consumer.committed(Set.of(first))).isInstanceOf(TopicReplacedException.class);
        }
        assertThat(lab.committed(0)).isEqualTo(new OffsetAndMetadata(BEGINNING));
        assertThat(lab.committed(1)).isEqualTo(new OffsetAndMetadata(BEGINNING));
        assertThat(overwritten).containsExactlyInAnyOrder(first, second);
        assertThat(topicsReplaced).isEqualTo(1);
    }

    /** They are of the topic that is there: their owner answers from there on. */
    @Test
    void offsetsThatAnotherConsumerCommittedOfTheNewTopicStay() {
        lab.commit(Map.of(first, offset(4, DELETED), second, offset(5, NOW)));

        try (HoldingConsumer consumer = consumer(null)) {
            assertThatThrownBy(() -> consumer.committed(Set.of(first))).isInstanceOf(TopicReplacedException.class);
        }
        assertThat(lab.committed(1)).isEqualTo(offset(5, NOW));
    }

    /** Another instance noticed first, and has gone on from the beginning since. */
    @Test
    void consumerThatHasNotNoticedLearnsItFromAnOffsetAndStartsOverInItsOtherPartitionsAlone() {
        lab.commit(Map.of(first, offset(4, DELETED), second, offset(5, NOW)));

        try (HoldingConsumer consumer = consumer(DELETED)) {
            assertThat(consumer.position(first)).isEqualTo(4);
            assertThat(consumer.committed(Set.of(second)))
                    .containsEntry(second, new OffsetAndMetadata(5, Optional.empty(), "AgAA"));

            assertThat(consumer.position(first)).isEqualTo(BEGINNING);
            assertThat(consumer.position(second)).isEqualTo(5);
            assertThat(topicsReplaced).isEqualTo(1);
        }
    }

    /** It noticed when it polled, before it had opened this partition. */
    @Test
    void partitionThatWasTakenForOneOfTheDeletedTopicGoesOnWhereItsOwnerLeftIt() {
        lab.commit(Map.of(first, offset(4, NOW), second, offset(5, NOW)));

        try (HoldingConsumer consumer = consumer(DELETED)) {
            consumer.poll(Duration.ofSeconds(5));
            assertThat(topicsReplaced).as("noticed by the poll").isEqualTo(1);
            assertThat(consumer.position(second)).isEqualTo(BEGINNING);

            consumer.committed(Set.of(second));
            assertThat(consumer.position(second)).isEqualTo(5);
        }
    }

    @Test
    void whileTheTopicIsAbsentNothingIsDecided() {
        lab.commit(Map.of(first, offset(4, DELETED)));
        id = Optional.empty();

        try (HoldingConsumer consumer = consumer(null)) {
            assertThatThrownBy(() -> consumer.committed(Set.of(first))).isInstanceOf(TimeoutException.class);
        }
        assertThat(lab.committed(0)).isEqualTo(offset(4, DELETED));
    }

    @Test
    void offsetCountsWhereTheIdCannotBeKnown() {
        lab.commit(Map.of(first, offset(4, DELETED)));
        id = Optional.of(Uuid.ZERO_UUID);

        try (HoldingConsumer consumer = consumer(null)) {
            assertThat(consumer.committed(Set.of(first)))
                    .containsExactly(Map.entry(first, new OffsetAndMetadata(4, Optional.empty(), "AgAA")));
        }
    }

    @Test
    void offsetsThatAreCommittedAfterAPollAreOfTheTopicThatWasRead() {
        try (HoldingConsumer consumer = consumer(null)) {
            consumer.poll(Duration.ofSeconds(5));
            consumer.commitSync(Map.of(first, new OffsetAndMetadata(3, Optional.empty(), "AgAA")));
            consumer.poll(Duration.ofSeconds(5));
        }
        assertThat(read).as("told once").containsExactly(NOW);
        assertThat(lab.committed(0)).isEqualTo(offset(3, NOW));
    }

    private HoldingConsumer consumer(@Nullable Uuid known) {
        HoldingConsumer consumer = new HoldingConsumer(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        lab.name(),
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "key.deserializer",
                        ByteArrayDeserializer.class),
                new CommitHolds(),
                new CommitScheduler(Duration.ofMillis(20), () -> 0),
                new TopicIdentity(lab.topics.references(), known, topic -> id, () -> 0),
                null,
                new ReadObserver() {
                    @Override
                    public void reads(Uuid topic) {
                        read.add(topic);
                    }

                    @Override
                    public void lost(ReadProgress.Loss loss) {}

                    @Override
                    public void topicReplaced() {
                        topicsReplaced++;
                    }

                    @Override
                    public void committedOffsetReplaced(TopicPartition partition) {
                        overwritten.add(partition);
                    }
                },
                () -> 0);
        consumer.assign(List.of(first, second));
        return consumer;
    }

    private static OffsetAndMetadata offset(long offset, Uuid topic) {
        return new OffsetAndMetadata(offset, Optional.empty(), "AgAA;topic-id=" + topic);
    }
}
