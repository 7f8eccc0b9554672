package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.testing.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that the broker deletes before they are read, on a real broker. Retention deletes as delete-records does. */
@Timeout(120)
final class LostEventsIT {

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
    void eventsThatWereDeletedWhileNoInstanceRanAreCountedAndTold(Guarantee guarantee) {
        Lab lab = lab("stopped", guarantee);
        Losses losses = new Losses();
        try (TimedLabeller labeller = TimedLabeller.quick();
                LogLines lines = LogLines.of(LoggingObserver.class)) {
            try (StreamApplication application = start(lab, guarantee, Map.of(), labeller, losses)) {
                lab.send(0, 3, 1);
                assertThat(lab.committed(lab.topics.labels(), 3, LIMIT)).hasSize(3);
                assertThat(application.failure()).isEmpty();
            }
            lab.send(3, 10, 1);
            deleteBefore(lab, 8);

            try (StreamApplication application = start(lab, guarantee, Map.of(), labeller, losses)) {
                assertThat(lab.committed(lab.topics.labels(), 5, LIMIT))
                        .extracting(Lab::number)
                        .containsExactly(0, 1, 2, 8, 9);
                assertThat(application.failure()).isEmpty();
            }

            assertThat(losses.all).containsExactly("3 and 5");
            assertThat(lines.all())
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line)
                                    .startsWith(
                                            "WARN 5 events of " + lab.topics.references()
                                                    + " partition 0 are lost: the broker deleted offsets 3 to 7 before they were read"));
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void aLogThatWasDeletedToItsEndLeavesNoLag(Guarantee guarantee) {
        Lab lab = lab("emptied", guarantee);
        Losses losses = new Losses();
        try (TimedLabeller labeller = TimedLabeller.quick()) {
            try (StreamApplication application = start(lab, guarantee, Map.of(), labeller, losses)) {
                lab.send(0, 3, 1);
                assertThat(lab.committed(lab.topics.labels(), 3, LIMIT)).hasSize(3);
                assertThat(application.failure()).isEmpty();
            }
            lab.send(3, 10, 1);
            deleteBefore(lab, 10);

            try (StreamApplication application = start(lab, guarantee, Map.of(), labeller, losses)) {
                lab.awaitCommittedOffset(0, 10, LIMIT);
                assertThat(losses.all).containsExactly("3 and 7");

                lab.send(10, 11, 1);
                assertThat(lab.committed(lab.topics.labels(), 4, LIMIT)).hasSize(4);
                assertThat(losses.all).hasSize(1);
                assertThat(application.failure()).isEmpty();
            }
        }
    }

    /** The consumer's request waits at the broker for more bytes than there are, and meets the deletion when it ends. */
    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void eventsThatAreDeletedUnderARunningInstanceAreCounted(Guarantee guarantee) {
        Lab lab = lab("running", guarantee);
        Losses losses = new Losses();
        Map<String, String> slow = Map.of("consumer.fetch.min.bytes", "1000000", "consumer.fetch.max.wait.ms", "4000");
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, guarantee, slow, labeller, losses)) {
            lab.send(0, 3, 1);
            lab.awaitCommittedOffset(0, 3, LIMIT);

            lab.send(3, 10, 1);
            deleteBefore(lab, 10);

            lab.awaitCommittedOffset(0, 10, LIMIT);
            assertThat(losses.all).containsExactly("3 and 7");
            assertThat(application.failure()).isEmpty();
        }
    }

    private static void deleteBefore(Lab lab, long offset) {
        lab.admin(admin -> admin.deleteRecords(
                        Map.of(new TopicPartition(lab.topics.references(), 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
    }

    private static Lab lab(String name, Guarantee guarantee) {
        return new Lab(broker.bootstrapServers(), name + "-" + guarantee.name().toLowerCase(Locale.ROOT), folder)
                .withTopics(broker, 1);
    }

    private static StreamApplication start(
            Lab lab, Guarantee guarantee, Map<String, String> kafka, Labeller labeller, StreamObserver observer) {
        StreamSettings settings = lab.settings(null, guarantee, LeaveGroup.AUTO, kafka, Duration.ofSeconds(60));
        return Lab.start(settings, labeller, observer);
    }

    /** Keeps what is lost: the first offset, and how many. */
    private static final class Losses extends QuietObserver {

        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void lost(EventPosition first, long events) {
            all.add(first.offset() + " and " + events);
        }
    }
}
