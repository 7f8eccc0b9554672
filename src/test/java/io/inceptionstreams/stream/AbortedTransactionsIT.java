package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.stream.client.HoldingConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a group stands when there is nothing to read but what transactions leave behind. */
@Timeout(120)
final class AbortedTransactionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void anAbortedTransactionBehindTheCommittedOffsetIsNoLag(Guarantee guarantee) {
        Lab lab = lab("behind", guarantee, 1);
        try (TimedLabeller labeller = TimedLabeller.quick()) {
            try (StreamApplication application = start(lab, guarantee, labeller)) {
                lab.send(0, 1, 1);
                assertThat(lab.committed(lab.topics.labels(), 1, LIMIT)).hasSize(1);
                assertThat(application.failure()).isEmpty();
            }
            assertThat(lab.committedOffset(0)).isEqualTo(1);
            lab.sendInTransaction(1, 3, 0, false);

            try (StreamApplication application = start(lab, guarantee, labeller)) {
                lab.awaitCommittedOffset(0, 4, LIMIT);

                lab.send(1, 3, 1);
                lab.assertAnsweredOnceAndInOrder(3, LIMIT);
                lab.awaitCommittedOffset(0, 6, LIMIT);
                assertThat(application.failure()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void aNewGroupOnNothingButAbortedTransactionsHasNoLag(Guarantee guarantee) {
        Lab lab = lab("only", guarantee, 2);
        lab.sendInTransaction(0, 5, 0, false);
        lab.sendInTransaction(5, 6, 1, false);
        lab.sendInTransaction(6, 7, 1, false);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, guarantee, labeller)) {
            lab.awaitCommittedOffset(0, 6, LIMIT);
            lab.awaitCommittedOffset(1, 4, LIMIT);

            assertThat(labeller.asked).hasValue(0);
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void theMarkerBehindTheLastEventIsNoLag(Guarantee guarantee) {
        Lab lab = lab("marker", guarantee, 1);
        lab.sendInTransaction(0, 3, 0, true);
        lab.sendInTransaction(3, 4, 0, false);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, guarantee, labeller)) {
            lab.assertAnsweredOnceAndInOrder(3, LIMIT);

            lab.awaitCommittedOffset(0, 6, LIMIT);
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void anUnansweredEventHoldsTheOffsetHoweverFarTheConsumerHasRead(Guarantee guarantee) throws Exception {
        Lab lab = lab("held", guarantee, 2);
        lab.sendInTransaction(0, 2, 0, false);
        lab.send(0, "7".getBytes(UTF_8), Lab.reference(7));
        lab.sendInTransaction(2, 3, 0, false);
        lab.sendInTransaction(3, 4, 1, false);
        HeldLabeller labeller = new HeldLabeller();
        try (StreamApplication application = start(lab, guarantee, labeller)) {
            assertThat(labeller.asked.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            lab.awaitCommittedOffset(1, 2, LIMIT); // the instance commits where it may

            assertThat(lab.committedOffset(0)).isIn(-1L, 3L);
            labeller.outcome.complete(PuppetLabeller.labelled("7"));
            lab.awaitCommittedOffset(0, 6, LIMIT);
            assertThat(lab.committed(lab.topics.labels(), 1, LIMIT)).hasSize(1);
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void anInstanceThatHasCommittedItsPositionCommitsNoMore(Guarantee guarantee) {
        Lab lab = lab("idle", guarantee, 1);
        lab.sendInTransaction(0, 1, 0, false);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, guarantee, labeller)) {
            lab.awaitCommittedOffset(0, 2, LIMIT);

            assertThat(lab.offsetCommitsDuring(HoldingConsumer.SKIPPED_INTERVAL.multipliedBy(3)))
                    .isZero();
            assertThat(application.failure()).isEmpty();
        }
    }

    private static Lab lab(String name, Guarantee guarantee, int partitions) {
        return new Lab(broker.bootstrapServers(), name + "-" + guarantee.name().toLowerCase(Locale.ROOT), folder)
                .withTopics(broker, partitions);
    }

    private static StreamApplication start(Lab lab, Guarantee guarantee, Labeller labeller) {
        // What exactly_once_v2 implies; under at_least_once, Kafka's own default would have aborted events answered.
        Map<String, String> committedOnly = Map.of("consumer.isolation.level", "read_committed");
        return Lab.start(
                lab.settings(null, guarantee, LeaveGroup.AUTO, committedOnly, Duration.ofSeconds(60)), labeller);
    }

    /** Has one answer, which the test gives. */
    private static final class HeldLabeller implements Labeller {

        final CountDownLatch asked = new CountDownLatch(1);
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        @Override
        public Optional<CompletableFuture<Outcome>> offer(
                ImageReference reference, Deadline deadline, CrashMarker attempt) {
            asked.countDown();
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
