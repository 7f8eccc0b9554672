package io.inceptionstreams.lab.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check can fail: each count, by answers that are wrong in one way. All events are at offset 0. */
final class AuditTest {

    private static final String LABELS = "labels";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final int COUNT = 100;

    private final Events events = new Events(1, new EventMix(0.1, 0.1));
    private final List<Integer> sound = numbers(true);
    private final int poison = numbers(false).get(0);
    private final Outstanding outstanding = new Outstanding(COUNT, 1);
    private final Audit audit = new Audit(events, COUNT, outstanding, null);

    @BeforeEach
    void acknowledgeAll() {
        IntStream.range(0, COUNT).forEach(i -> outstanding.acknowledged(i, 0, 0));
    }

    @Test
    void soundAnswersAreSound() {
        label(sound.get(0), sound.get(0));
        label(sound.get(1), sound.get(1));
        deadLetter(poison, events.value(poison), "0");

        assertThat(counts()).isEqualTo("lost=97 duplicated=0 reordered=0 corrupted=0");
        assertThat(audit.report().findings()).allMatch(finding -> finding.contains(" is not answered; "));
    }

    @Test
    void secondAnswerIsADuplicateInEitherTopic() {
        label(sound.get(0), sound.get(0));
        label(sound.get(0), sound.get(0));
        deadLetter(sound.get(0), events.value(sound.get(0)), "0");

        assertThat(counts()).isEqualTo("lost=99 duplicated=2 reordered=0 corrupted=0");
    }

    @Test
    void earlierEventAfterALaterOneIsReordered() {
        label(sound.get(1), sound.get(1));
        label(sound.get(0), sound.get(0));

        assertThat(counts()).isEqualTo("lost=98 duplicated=0 reordered=1 corrupted=0");
    }

    @Test
    void keyOfAnotherEventIsCorrupt() {
        label(sound.get(0), sound.get(1));

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void keyOfNoEventIsCorrupt() {
        enter(LABELS, 0, "event-" + COUNT, events.timestamp(0), new byte[0], new RecordHeaders());
        enter(LABELS, 0, "0", events.timestamp(0), new byte[0], new RecordHeaders());

        assertThat(counts()).isEqualTo("lost=100 duplicated=0 reordered=0 corrupted=2");
    }

    @Test
    void otherTimestampIsCorrupt() {
        int number = sound.get(0);
        enter(LABELS, 0, Events.key(number), events.timestamp(number) + 1, result(number), new RecordHeaders());

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void otherPartitionIsCorrupt() {
        int number = sound.get(0);
        enter(LABELS, 1, Events.key(number), events.timestamp(number), result(number), new RecordHeaders());

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void valueThatIsNoResultIsCorrupt() {
        int number = sound.get(0);
        enter(LABELS, 0, Events.key(number), events.timestamp(number), "{}".getBytes(UTF_8), new RecordHeaders());

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void labelsOfAnEventThatMustBeRejectedAreCorrupt() {
        label(poison, poison);

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void deadLetterWithOtherBytesIsCorrupt() {
        deadLetter(poison, "other".getBytes(UTF_8), "0");

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void deadLetterThatTellsAnotherOffsetIsCorrupt() {
        deadLetter(poison, events.value(poison), "7");

        assertThat(counts()).isEqualTo("lost=99 duplicated=0 reordered=0 corrupted=1");
    }

    @Test
    void deadLetterOfAnEventThatDeservedLabelsFails() {
        answerAll(sound.get(0));

        assertThat(counts()).isEqualTo("lost=0 duplicated=0 reordered=0 corrupted=0");
        assertThat(audit.report().unexpected()).isNotEmpty();
        assertThat(audit.report().passes(true)).isFalse();
    }

    @Test
    void deadLettersOfEventsThatMustBeRejectedPass() {
        answerAll(-1);

        assertThat(audit.report().deadLetters()).isNotEmpty();
        assertThat(audit.report().passes(true)).isTrue();
    }

    @Test
    void duplicatesPassWhereEachEventIsAnsweredAtLeastOnce() {
        answerAll(-1);
        label(sound.get(0), sound.get(0));

        assertThat(audit.report().passes(false)).isTrue();
        assertThat(audit.report().passes(true)).isFalse();
    }

    @Test
    void eventThatIsGoneNeedNoAnswerAndHasOneAtMost() {
        int first = sound.get(0);
        int second = sound.get(1);
        answerAll(-1, first, second);
        assertThat(counts()).isEqualTo("lost=2 duplicated=0 reordered=0 corrupted=0");

        assertThat(outstanding.endAt(Map.of(0, 0L))).isEqualTo(COUNT);
        assertThat(counts()).isEqualTo("lost=0 duplicated=0 reordered=0 corrupted=0");
        assertThat(outstanding.goneUnanswered()).isEqualTo(2);
        assertThat(audit.report().passes(true)).isTrue();

        deadLetter(poison, events.value(poison), "0");
        assertThat(audit.report().duplicated()).isEqualTo(1);
    }

    @Test
    void timestampThatTheTopicDoesNotTakeIsInAHeader() {
        int number = sound.stream().filter(events::isInFuture).findFirst().orElseThrow();
        RecordHeaders headers = new RecordHeaders();
        headers.add("inception.altered", "timestamp".getBytes(UTF_8));
        enter(LABELS, 0, Events.key(number), 5, result(number), headers);
        assertThat(audit.report().corrupted()).as("nowhere").isEqualTo(1);

        int other =
                sound.stream().filter(events::isInFuture).skip(1).findFirst().orElseThrow();
        headers.add(
                "inception.timestamp", String.valueOf(events.timestamp(other)).getBytes(UTF_8));
        enter(LABELS, 0, Events.key(other), 5, result(other), headers);
        assertThat(audit.report().corrupted()).isEqualTo(1);
    }

    /** @param rejected a sound event that becomes a dead letter; -1: none */
    private void answerAll(int rejected, Integer... but) {
        for (int i = 0; i < COUNT; i++) {
            if (List.of(but).contains(i)) {
                continue;
            }
            if (i == rejected || events.rejection(i) != null) {
                deadLetter(i, events.value(i), "0");
            } else {
                label(i, i);
            }
        }
    }

    private List<Integer> numbers(boolean labelled) {
        return IntStream.range(0, COUNT)
                .boxed()
                .filter(i -> (events.rejection(i) == null) == labelled)
                .toList();
    }

    private String counts() {
        Audit.Report report = audit.report();
        return "lost=" + report.lost() + " duplicated=" + report.duplicated() + " reordered=" + report.reordered()
                + " corrupted=" + report.corrupted();
    }

    private void label(int number, int resultOf) {
        enter(LABELS, 0, Events.key(number), events.timestamp(number), result(resultOf), new RecordHeaders());
    }

    private void deadLetter(int number, byte[] value, String offset) {
        Rejected rejected =
                new Rejected(Objects.requireNonNullElse(events.rejection(number), Reason.DEADLINE_EXCEEDED), "why");
        RecordHeaders headers = new RecordHeaders();
        DeadLetterHeaders.of(rejected, "references", 0, Long.parseLong(offset), events.timestamp(number))
                .forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        enter(DEAD_LETTERS, 0, Events.key(number), events.timestamp(number), value, headers);
    }

    private void enter(String topic, int partition, String key, long timestamp, byte[] value, RecordHeaders headers) {
        audit.enter(
                new ConsumerRecord<>(
                        topic,
                        partition,
                        0,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        key.getBytes(UTF_8),
                        value,
                        headers,
                        Optional.empty()),
                topic.equals(LABELS));
    }

    private static byte[] result(int number) {
        return new EventWriter()
                .write(new Labelled(
                        Events.key(number),
                        "data:,",
                        List.of(new Labelled.Label("cat", 0, 0.5f)),
                        new Labelled.ModelId("simulated", "1", "0".repeat(64)),
                        new Labelled.Image(1, 1, "png", "0".repeat(64)),
                        new Labelled.Timings(0, 0, 0, 0, 0),
                        1,
                        "simulated",
                        false,
                        null,
                        null));
    }
}
