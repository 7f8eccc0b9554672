package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.testing.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a clean stop leaves of an instance in its group. The session lasts longer than the tests wait. */
@Timeout(120)
final class LeaveGroupIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> LONG_SESSION = Map.of("consumer.session.timeout.ms", "100000");

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
    @CsvSource({
        "EXACTLY_ONCE_V2, AUTO,   ",
        "AT_LEAST_ONCE,   AUTO,   ",
        "EXACTLY_ONCE_V2, ALWAYS, pod",
        "AT_LEAST_ONCE,   ALWAYS, pod",
    })
    void partitionsOfAnInstanceThatLeavesGoToAnotherAtOnceAndNothingIsRepeated(
            Guarantee guarantee, LeaveGroup leaveGroup, @Nullable String name) {
        Lab lab = lab("moves-" + guarantee + "-" + leaveGroup, 4);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication stays = start(lab, id(name, 0), guarantee, leaveGroup, labeller)) {
            try (StreamApplication goes = start(lab, id(name, 1), guarantee, leaveGroup, labeller)) {
                lab.awaitMembers(2, LIMIT);
                lab.send(0, 400, 4);
                assertThat(goes.failure()).isEmpty();
            } // in the midst of it
            lab.send(400, 500, 4);

            lab.assertAnsweredOnceAndInOrder(500, LIMIT);
            assertThat(lab.members()).isOne();
            assertThat(stays.failure()).isEmpty();
        }
    }

    @Test
    void anInstanceWithANameStaysAMemberUnlessItIsToLeave() {
        Lab lab = lab("static", 1);
        try (TimedLabeller labeller = TimedLabeller.quick()) {
            answerOne(lab, "pod-0", LeaveGroup.AUTO, labeller, 0);
            assertThat(lab.members()).isOne();

            answerOne(lab, "pod-0", LeaveGroup.ALWAYS, labeller, 1);
            assertThat(lab.members()).isZero();
        }
    }

    @Test
    void offsetsCanBeResetAsSoonAsTheLastInstanceHasLeft() {
        Lab lab = lab("reset", 1);
        try (TimedLabeller labeller = TimedLabeller.quick()) {
            answerOne(lab, null, LeaveGroup.AUTO, labeller, 0);

            lab.admin(admin -> admin.alterConsumerGroupOffsets(
                            lab.name(),
                            Map.of(new TopicPartition(lab.topics.references(), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get());

            assertThat(lab.committedOffset(0)).isZero();
        }
    }

    /** As if the coordinator had taken it for another member: that one is gone when it looks. */
    @Test
    void anInstanceWhoseNameNoOtherHasJoinsAgainAfterItWasFenced() throws Exception {
        Lab lab = lab("fenced", 1);
        try (LogLines lines = LogLines.of(ThreadReplacement.class);
                TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication first = Lab.start(lab.settings("pod-0", Map.of()), labeller)) {
            lab.send(0, 1, 1);
            assertThat(lab.committed(lab.topics.labels(), 1, LIMIT)).hasSize(1);

            StreamSettings leaves = twin(lab)
                    .settings("pod-0", Guarantee.EXACTLY_ONCE_V2, LeaveGroup.ALWAYS, Map.of(), Duration.ofSeconds(60));
            try (StreamApplication second = Lab.start(leaves, labeller)) {
                String replaced = "a stream thread is replaced in 7000 ms: FencedInstanceIdException";
                lines.await(replaced, LIMIT);
                assertThat(lines.all()).anyMatch(line -> line.contains(replaced));
                assertThat(second.failure()).isEmpty();
            }
            lab.send(1, 2, 1);

            assertThat(lab.committed(lab.topics.labels(), 2, Duration.ofSeconds(60)))
                    .hasSize(2);
            assertThat(first.failure()).isEmpty();
        }
    }

    @Test
    void oneOfTwoInstancesWithOneNameStops() throws Exception {
        Lab lab = lab("twins", 1);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication first = Lab.start(lab.settings("pod-0", Map.of()), labeller)) {
            lab.send(0, 1, 1);
            assertThat(lab.committed(lab.topics.labels(), 1, LIMIT)).hasSize(1);

            try (StreamApplication second = twin(lab).start("pod-0", labeller)) {
                first.awaitStopped();

                assertThat(first.failure()).get().matches(FailurePolicy::isFenced);
                lab.send(1, 2, 1);
                assertThat(lab.committed(lab.topics.labels(), 2, LIMIT)).hasSize(2);
                assertThat(second.failure()).isEmpty();
            }
        }
    }

    /** For another process with the same names, on another machine. */
    private static Lab twin(Lab lab) {
        return new Lab(broker.bootstrapServers(), lab.name(), folder.resolve("twin"));
    }

    private static void answerOne(
            Lab lab, @Nullable String name, LeaveGroup leaveGroup, Labeller labeller, int number) {
        try (StreamApplication application = start(lab, name, Guarantee.EXACTLY_ONCE_V2, leaveGroup, labeller)) {
            lab.send(number, number + 1, 1);
            assertThat(lab.committed(lab.topics.labels(), number + 1, LIMIT)).hasSize(number + 1);
            assertThat(application.failure()).isEmpty();
        }
    }

    private static @Nullable String id(@Nullable String name, int number) {
        return name == null ? null : name + "-" + number;
    }

    private static Lab lab(String name, int partitions) {
        return new Lab(broker.bootstrapServers(), name.toLowerCase(Locale.ROOT), folder).withTopics(broker, partitions);
    }

    private static StreamApplication start(
            Lab lab, @Nullable String instance, Guarantee guarantee, LeaveGroup leaveGroup, Labeller labeller) {
        return Lab.start(lab.settings(instance, guarantee, leaveGroup, LONG_SESSION, Duration.ofSeconds(60)), labeller);
    }
}
