package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerCluster;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.ClusterSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics that are created again, and logs that are truncated, while events of them are in flight. */
@Timeout(240)
final class LogReplacedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Events of the old log; those from {@link #SLOW} on never end by themselves. */
    private static final int OLD = 13;

    private static final int SLOW = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "AT_LEAST_ONCE, CLASSIC", "EXACTLY_ONCE_V2, STREAMS"})
    void topicThatIsCreatedAgainIsAnsweredFromItsFirstEvent(Guarantee guarantee, GroupProtocol protocol) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "again", folder).withTopics(broker, 1);
            Gate labeller = new Gate();
            try (StreamApplication application = start(lab, guarantee, protocol, labeller)) {
                lab.send(0, OLD, 1);
                assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);

                broker.recreateTopic(lab.topics.references(), 1);
                lab.send(100, 108, 1); // fewer than before
                int end = protocol == GroupProtocol.STREAMS ? sendUntilAnswered(lab, 108) : 108;

                assertAnswered(lab, 100, end);
                assertThat(application.failure()).isEmpty();
                lab.awaitCommittedOffset(0, end - 100, LIMIT);
            }
        }
    }

    /**
     * If the group's coordinator notices the deletion, this protocol opens the partition again at the old topic's offset,
     * and that consumer can be moved only when it gets a record.
     */
    private static int sendUntilAnswered(Lab lab, int next) {
        int end = next;
        while (lab.committed(lab.topics.labels(), SLOW + 1, Duration.ofSeconds(2))
                                .size()
                        <= SLOW
                && end < next + 30) {
            lab.send(end, end + 1, 1);
            end++;
        }
        return end;
    }

    /** Kafka's consumer goes on where it was, and no offset goes back. */
    @ParameterizedTest
    @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "AT_LEAST_ONCE, CLASSIC", "EXACTLY_ONCE_V2, STREAMS"})
    void topicThatHasMoreEventsThanBeforeWhenItIsNoticedIsAnsweredFromItsFirstEvent(
            Guarantee guarantee, GroupProtocol protocol) throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "more", folder).withTopics(broker, 1);
            Gate labeller = new Gate();
            try (StreamApplication application = start(lab, guarantee, protocol, labeller)) {
                lab.send(0, SLOW, 1);
                assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);
                labeller.close();
                lab.send(SLOW, OLD, 1);
                assertThat(labeller.waiting.await(30, TimeUnit.SECONDS)).isTrue();

                broker.recreateTopic(lab.topics.references(), 1);
                lab.send(100, 140, 1);
                labeller.open();

                assertAnswered(lab, 100, 140);
                assertThat(application.failure()).isEmpty();
                lab.awaitCommittedOffset(0, 40, LIMIT);
            }
        }
    }

    /** A task that has not noticed yet commits such an offset, and then stops. */
    @ParameterizedTest
    @CsvSource({"AT_LEAST_ONCE, 8", "EXACTLY_ONCE_V2, 40"})
    void committedOffsetOfTheOldTopicDoesNotHideEventsOfTheNewOne(Guarantee guarantee, int events) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "stale", folder).withTopics(broker, 1);
            try (StreamApplication application = start(lab, guarantee, GroupProtocol.CLASSIC, new Gate())) {
                lab.send(0, SLOW, 1);
                assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);
                lab.awaitCommittedOffset(0, SLOW, LIMIT);
                assertThat(application.failure()).isEmpty();
            }
            OffsetAndMetadata committed = Objects.requireNonNull(lab.committed(0));
            broker.recreateTopic(lab.topics.references(), 1);
            lab.awaitMembers(0, LIMIT);
            // With a leader's epoch that the new topic will not reach: its leader would never be believed.
            OffsetAndMetadata stale = new OffsetAndMetadata(committed.offset(), Optional.of(7), committed.metadata());
            lab.commit(Map.of(new TopicPartition(lab.topics.references(), 0), stale));
            lab.send(100, 100 + events, 1);

            try (StreamApplication application = start(lab, guarantee, GroupProtocol.CLASSIC, new Gate())) {
                assertAnswered(lab, 100, 100 + events);
                assertThat(application.failure()).isEmpty();
                lab.awaitCommittedOffset(0, events, LIMIT);
            }
        }
    }

    /** The group is rebalanced while there is no topic, and every thread that joins dies of that. */
    @Test
    void topicThatIsMissingForAWhileStopsNoInstance() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "missing", folder).withTopics(broker, 2);
            try (StreamApplication first = startLeaving(lab, "first", new Gate())) {
                lab.send(0, SLOW, 2);
                assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);

                lab.admin(admin -> admin.deleteTopics(List.of(lab.topics.references()))
                        .all()
                        .get());
                try (StreamApplication second = startLeaving(lab, "second", new Gate())) {
                    lab.committed(lab.topics.labels(), SLOW + 1, Duration.ofSeconds(5)); // nothing comes
                    broker.createTopics(Map.of(lab.topics.references(), 2));
                    lab.send(100, 120, 2);

                    assertAnsweredInAnyOrder(lab, 100, 120);
                    assertThat(first.failure()).isEmpty();
                    assertThat(second.failure()).isEmpty();
                }
            }
        }
    }

    /** One instance notices, answers and stops; the other has not polled since, and gets those partitions. */
    @Test
    void instanceThatHasNotNoticedGetsPartitionsFromOneThatHas() throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "handover", folder).withTopics(broker, 2);
            Gate late = new Gate();
            try (StreamApplication second = startLeaving(lab, "second", late)) {
                try (StreamApplication first = startLeaving(lab, "first", new Gate())) {
                    lab.awaitMembers(2, LIMIT);
                    lab.send(0, SLOW, 2);
                    assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);
                    late.close();
                    lab.send(SLOW, SLOW + 2, 2);
                    assertThat(late.waiting.await(30, TimeUnit.SECONDS)).isTrue();

                    broker.recreateTopic(lab.topics.references(), 2);
                    lab.send(100, 180, 2);
                    // Fewer if the group is rebalanced meanwhile, which waits for the second instance.
                    lab.committed(lab.topics.labels(), SLOW + 40, Duration.ofSeconds(5));
                    assertThat(first.failure()).isEmpty();
                }
                late.open();

                lab.send(180, 200, 2);
                assertAnsweredInAnyOrder(lab, 100, 200);
                assertThat(second.failure()).isEmpty();
            }
        }
    }

    private static StreamApplication startLeaving(Lab lab, String instance, Labeller labeller) {
        return Lab.start(
                lab.settings(instance, Guarantee.EXACTLY_ONCE_V2, LeaveGroup.ALWAYS, Map.of(), Duration.ofMinutes(2)),
                labeller);
    }

    @Test
    void truncatedLogIsReadOnWhereItWasCut() {
        try (BrokerCluster brokers = BrokerCluster.start(new ClusterSettings(3, folder.resolve("brokers")))) {
            Lab lab = new Lab(brokers.bootstrapServers(), "cut", folder);
            brokers.createTopics(
                    Map.of(lab.topics.references(), 1, lab.topics.labels(), 1, lab.topics.deadLetters(), 1));
            Gate labeller = new Gate();
            try (StreamApplication application =
                    start(lab, Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC, labeller)) {
                lab.send(0, OLD, 1); // three of them are in flight all the time, and before the cut
                assertThat(lab.committed(lab.topics.labels(), SLOW, LIMIT)).hasSize(SLOW);

                brokers.truncate(lab.topics.references(), 0, () -> {
                    lab.send(50, 60, 1);
                    assertThat(labeller.awaitAsked(59)).isTrue();
                });
                assertThat(end(lab)).isEqualTo(OLD);
                lab.send(100, 130, 1);
                assertThat(labeller.awaitAsked(129)).isTrue();
                labeller.finish();

                List<Integer> numbers = lab.committed(lab.topics.labels(), OLD + 30, LIMIT).stream()
                        .map(Lab::number)
                        .toList();
                assertThat(numbers)
                        .isEqualTo(IntStream.concat(IntStream.range(0, OLD), IntStream.range(100, 130))
                                .boxed()
                                .toList());
                assertThat(application.failure()).isEmpty();
                lab.awaitCommittedOffset(0, OLD + 30, LIMIT);
            }
        }
    }

    private StreamApplication start(Lab lab, Guarantee guarantee, GroupProtocol protocol, Labeller labeller) {
        String instance = guarantee.name().toLowerCase(Locale.ROOT) + protocol;
        return Lab.start(
                lab.settings(instance, guarantee, protocol, LeaveGroup.AUTO, Map.of(), Duration.ofMinutes(2)),
                labeller);
    }

    private static void assertAnswered(Lab lab, int from, int to) {
        assertThat(answered(lab, from, to))
                .isEqualTo(IntStream.range(from, to).boxed().toList());
    }

    /** From more than one partition. */
    private static void assertAnsweredInAnyOrder(Lab lab, int from, int to) {
        assertThat(answered(lab, from, to))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(from, to).boxed().toList());
    }

    private static List<Integer> answered(Lab lab, int from, int to) {
        return lab.committed(lab.topics.labels(), SLOW + to - from, LIMIT).stream()
                .map(Lab::number)
                .filter(number -> number >= from)
                .toList();
    }

    private static long end(Lab lab) {
        TopicPartition partition = new TopicPartition(lab.topics.references(), 0);
        return lab.admin(admin -> admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset());
    }

    /** Answers at once, but for the numbers from 10 to 99. Closed, it keeps the stream thread from polling. */
    private static final class Gate implements Labeller {

        private final CountDownLatch waiting = new CountDownLatch(1);
        private final ConcurrentMap<Integer, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
        private volatile CountDownLatch opened = new CountDownLatch(0);
        private volatile boolean finished;

        void close() {
            opened = new CountDownLatch(1);
        }

        void open() {
            opened.countDown();
        }

        boolean awaitAsked(int number) {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!asked.containsKey(number) && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            return asked.containsKey(number);
        }

        /** Answers everything. */
        void finish() {
            finished = true;
            asked.forEach((number, outcome) -> outcome.complete(PuppetLabeller.labelled(String.valueOf(number))));
        }

        @Override
        public Optional<CompletableFuture<Outcome>> offer(
                ImageReference reference, Deadline deadline, CrashMarker attempt) {
            if (opened.getCount() > 0) {
                waiting.countDown();
                try {
                    if (!opened.await(60, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("the test did not open the gate");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            int number = Integer.parseInt(reference.id());
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            if (finished || number < SLOW || number >= 100) {
                outcome.complete(PuppetLabeller.labelled(reference.id()));
            }
            asked.put(number, outcome);
            return Optional.of(outcome);
        }

        @Override
        public void awaitRoom(Duration atMost) {}

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }
    }
}
