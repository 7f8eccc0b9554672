package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.testing.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Faults that one JVM can bring about, on a real broker. The ledger kills processes. */
@Timeout(180)
final class StreamFaultsIT {

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

    @Test
    void answersComeOnceAndInOrderWhileWorkEndsOutOfOrder() {
        Lab lab = lab("order", 3);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = lab.start("a", labeller)) {
            lab.send(0, 900, 3);

            lab.assertAnsweredOnceAndInOrder(900, LIMIT);
            assertThat(application.isRunning()).isTrue();
        }
    }

    @Test
    void instancesThatComeAndGoLoseAndRepeatNothing() throws Exception {
        Lab lab = lab("rebalance", 4);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication steady = lab.start("steady", labeller)) {
            for (int round = 0; round < 4; round++) {
                lab.send(round * 500, round * 500 + 250, 4);
                try (StreamApplication visitor = lab.start("visitor", labeller);
                        StreamApplication other = lab.start("other", labeller)) {
                    waitUntilRunning(visitor);
                    waitUntilRunning(other);
                    lab.send(round * 500 + 250, round * 500 + 500, 4);
                }
            }

            lab.assertAnsweredOnceAndInOrder(2000, LIMIT);
            assertThat(steady.failure()).isEmpty();
        }
    }

    @Test
    void stoppingInstanceAnswersWhatIsUnderWayAndLeavesTheRest() {
        Lab lab = lab("drain", 1);
        try (TimedLabeller slow = new TimedLabeller(r -> 300, r -> PuppetLabeller.labelled(r.id()))) {
            try (StreamApplication application = lab.start("a", slow)) {
                lab.send(0, 50, 1);
                while (slow.asked.get() < 50) {
                    Thread.onSpinWait();
                }
                assertThat(application.isRunning()).isTrue();
            } // closing drains
            lab.assertAnsweredOnceAndInOrder(50, Duration.ofSeconds(1));
            assertThat(slow.asked.get()).isEqualTo(50);
        }
    }

    @Test
    void slowImageHoldsUpItsOwnPartitionOnly() {
        Lab lab = lab("slow", 2);
        try (TimedLabeller labeller =
                        new TimedLabeller(r -> r.id().equals("0") ? 5_000 : 1, r -> PuppetLabeller.labelled(r.id()));
                StreamApplication application = lab.start("a", labeller)) {
            lab.send(0, 200, 2);

            List<ConsumerRecord<byte[], byte[]>> first = lab.committed(lab.topics.labels(), 100, LIMIT);
            assertThat(first).extracting(ConsumerRecord::partition).containsOnly(1);
            lab.assertAnsweredOnceAndInOrder(200, LIMIT);
            assertThat(application.isRunning()).isTrue();
        }
    }

    @Test
    void eventThatComesTwiceIsAnsweredTwice() {
        Lab lab = lab("twice", 1);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = lab.start("a", labeller)) {
            lab.send(0, 1, 1);
            lab.send(0, 1, 1);

            assertThat(lab.committed(lab.topics.labels(), 2, LIMIT)).hasSize(2);
            assertThat(application.isRunning()).isTrue();
        }
    }

    @Test
    void newPartitionsAreTakenUp() {
        Lab lab = lab("grow", 1);
        StreamSettings settings = lab.settings("a", Map.of("metadata.max.age.ms", "1000"));
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = Lab.start(settings, labeller)) {
            lab.send(0, 10, 1);
            assertThat(lab.committed(lab.topics.labels(), 10, LIMIT)).hasSize(10);

            lab.grow(lab.topics.references(), 3);
            lab.grow(lab.topics.labels(), 3);
            lab.grow(lab.topics.deadLetters(), 3);
            lab.send(10, 100, 3);

            assertThat(lab.committed(lab.topics.labels(), 100, LIMIT)).hasSize(100);
            assertThat(application.failure()).isEmpty();
        }
    }

    @Test
    void answersOfNewPartitionsWaitUntilTheOutputsHaveThemToo() {
        Lab lab = lab("grow-first", 1);
        StreamSettings settings =
                lab.settings("a", Map.of("metadata.max.age.ms", "1000", "producer.max.block.ms", "1000"));
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = Lab.start(settings, labeller)) {
            lab.grow(lab.topics.references(), 2);
            lab.send(0, 20, 2);
            assertThat(lab.committed(lab.topics.labels(), 20, Duration.ofSeconds(5)))
                    .hasSizeLessThanOrEqualTo(10)
                    .allMatch(record -> Lab.number(record) % 2 == 0);

            lab.grow(lab.topics.labels(), 2);
            lab.grow(lab.topics.deadLetters(), 2);

            assertThat(lab.committed(lab.topics.labels(), 20, LIMIT))
                    .hasSize(20)
                    .allMatch(record -> Lab.number(record) % 2 == record.partition());
            assertThat(application.failure()).isEmpty();
        }
    }

    @Test
    void deadLetterThatCannotBeWrittenStopsTheInstanceAndLosesNothing() throws Exception {
        Lab lab = lab("unwritable", 1);
        lab.limitMessages(lab.topics.deadLetters(), 300); // not even the place of an event has room
        byte[] large = incompressible(5_000);
        try (TimedLabeller labeller = TimedLabeller.quick()) {
            try (StreamApplication application = lab.start("a", labeller)) {
                lab.send(0, "k".getBytes(UTF_8), large);
                application.awaitStopped();

                assertThat(application.failure()).isPresent();
                assertThat(FailurePolicy.reasonOf(application.failure().orElseThrow()))
                        .startsWith("UnwritableException: unwritable-dead-letters partition 0 refused the answer to"
                                + " unwritable-references partition 0 offset 0 (RecordTooLargeException:")
                        .endsWith(
                                "though the dead letter has nothing of its event but the place where it is; it is every"
                                        + " record that the topic refuses: look at its configuration");
            }
            assertThat(lab.committed(lab.topics.deadLetters(), 1, Duration.ofSeconds(1)))
                    .isEmpty();

            lab.limitMessages(lab.topics.deadLetters(), 100_000);
            try (StreamApplication application = lab.start("a", labeller)) {
                List<ConsumerRecord<byte[], byte[]>> letters = lab.committed(lab.topics.deadLetters(), 1, LIMIT);
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).value()).isEqualTo(large);
                assertThat(application.isRunning()).isTrue();
            }
        }
    }

    @Test
    void deadLetterTopicThatDisappearsStopsTheInstanceAndLosesNothing() throws Exception {
        Lab lab = lab("gone", 1);
        Map<String, String> hasty = Map.of(
                "metadata.max.age.ms", "1000",
                "producer.max.block.ms", "1000",
                "producer.request.timeout.ms", "1000",
                "producer.delivery.timeout.ms", "3000");
        StreamSettings settings = lab.settings("a", hasty, Duration.ofSeconds(3));
        try (TimedLabeller labeller =
                new TimedLabeller(r -> 1, r -> new Rejected(Reason.SOURCE_NOT_FOUND, "404 for " + r.id()))) {
            try (StreamApplication application = Lab.start(settings, labeller)) {
                lab.send(0, 1, 1);
                assertThat(lab.committed(lab.topics.deadLetters(), 1, LIMIT)).hasSize(1);
                lab.admin(admin -> admin.deleteTopics(List.of(lab.topics.deadLetters()))
                        .all()
                        .get());
                lab.send(1, 2, 1);
                application.awaitStopped();

                assertThat(FailurePolicy.reasonOf(application.failure().orElseThrow()))
                        .startsWith("UnwritableException: dead-letters could not be written for stream.stuck=PT3S")
                        .contains(lab.topics.deadLetters());
            }
            broker.createTopics(Map.of(lab.topics.deadLetters(), 1));
            try (StreamApplication application = lab.start("a", labeller)) {
                assertThat(lab.committed(lab.topics.deadLetters(), 1, LIMIT))
                        .extracting(Lab::number)
                        .containsExactly(1);
                assertThat(application.isRunning()).isTrue();
            }
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aThreadThatIsReplacedIsOneLineInTheLog() {
        Lab lab = lab("replaced", 1);
        byte[] overdue = "{\"id\":\"0\",\"uri\":\"data:,\",\"deadline\":\"2000-01-01T00:00:00Z\"}".getBytes(UTF_8);
        StreamSettings settings = lab.settings("a", Map.of(), Duration.ofSeconds(1));
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, UTF_8));
        try (TimedLabeller hanging = new TimedLabeller(r -> LIMIT.toMillis(), r -> PuppetLabeller.labelled(r.id()));
                LogLines lines = LogLines.of(ThreadReplacement.class);
                StreamApplication application = Lab.start(settings, hanging)) {
            lab.send(0, "0".getBytes(UTF_8), overdue);
            while (hanging.asked.get() < 2) { // the second time by the second thread
                assertThat(application.failure()).isEmpty();
            }

            assertThat(lines.all())
                    .first()
                    .asString()
                    .isEqualTo("WARN a stream thread is replaced: StuckException: the"
                            + " record at " + lab.topics.references()
                            + "-0 offset 0 has no answer stream.stuck=PT1S after its deadline");
            assertThat(lines.all()).allMatch(line -> line.startsWith("WARN a stream thread is replaced: "));
            assertThat(printed.toString(UTF_8)).doesNotContain("Exception");
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void rejectedAndUnreadableEventsKeepTheirPlaceAndBytes() {
        Lab lab = lab("rejected", 1);
        try (TimedLabeller labeller =
                        new TimedLabeller(r -> 5, r -> new Rejected(Reason.SOURCE_NOT_FOUND, "404 for " + r.id()));
                StreamApplication application = lab.start("a", labeller)) {
            lab.send(0, "0".getBytes(UTF_8), Lab.reference(0));
            lab.send(0, "1".getBytes(UTF_8), new byte[] {(byte) 0xff, 0, 1});
            lab.send(0, "2".getBytes(UTF_8), null);
            lab.send(0, "3".getBytes(UTF_8), Lab.reference(3));

            List<ConsumerRecord<byte[], byte[]>> letters = lab.committed(lab.topics.deadLetters(), 4, LIMIT);
            assertThat(letters).extracting(Lab::number).containsExactly(0, 1, 2, 3);
            assertThat(letters.get(0).value()).isEqualTo(Lab.reference(0));
            assertThat(letters.get(1).value()).isEqualTo(new byte[] {(byte) 0xff, 0, 1});
            assertThat(letters.get(2).value()).isNull();
            assertThat(application.isRunning()).isTrue();
        }
    }

    @Test
    void brokerThatIsDownForHalfAMinuteDelaysAnswersAndLosesNone(@TempDir Path data) throws Exception {
        EmbeddedBroker first = EmbeddedBroker.start(new BrokerSettings(data, 0));
        String servers = first.bootstrapServers();
        int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
        Lab lab = new Lab(servers, "outage", folder).withTopics(first, 2);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = lab.start("a", labeller)) {
            lab.send(0, 1_000, 2);
            lab.committed(lab.topics.labels(), 100, LIMIT); // in the midst of it
            first.close();
            TimeUnit.SECONDS.sleep(30); // the outage itself
            assertThat(application.brokerSilence()).isPresent();
            try (EmbeddedBroker second = EmbeddedBroker.start(new BrokerSettings(data, port))) {
                lab.send(1_000, 1_100, 2);

                lab.assertAnsweredOnceAndInOrder(1_100, Duration.ofSeconds(90));
                assertThat(application.failure()).isEmpty();
                assertThat(application.brokerSilence()).isEmpty();
                assertThat(second.fault()).isEmpty();
            }
        }
    }

    private static Lab lab(String name, int partitions) {
        return new Lab(broker.bootstrapServers(), name, folder).withTopics(broker, partitions);
    }

    private static void waitUntilRunning(StreamApplication application) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!application.isRunning() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(application.isRunning()).isTrue();
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }
}
