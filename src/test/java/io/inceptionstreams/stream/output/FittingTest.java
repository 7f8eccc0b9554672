package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.PuppetLabeller;
import io.inceptionstreams.util.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The form of an answer, by what its topic takes and has refused. */
final class FittingTest {

    private static final TopicPartition SOURCE = new TopicPartition("in", 3);
    private static final long OFFSET = 7;
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private static final Rejected CORRUPT = new Rejected(Reason.IMAGE_CORRUPT, "it ends early. ".repeat(60));

    private final OutputLimits limits = new OutputLimits(() -> 0);
    private final OutcomeEncoder answers = new OutcomeEncoder(10_000);
    private Fitting.Sending sending = new Fitting.Sending(1_000_000, "none");
    private final Refusals refusals =
            new Refusals(limits, sending, output -> {}, () -> Instant.ofEpochMilli(NOW), () -> 0, () -> {});

    @Test
    void mostlyAnAnswerHasAllOfItsEvent() {
        Answered work = failed("key", incompressible(1_000), NOW - 5);

        Outgoing letter = fit(work);

        assertThat(letter.output()).isEqualTo("dead-letters");
        assertThat(letter.topic()).isEqualTo("dead");
        assertThat(letter.changes()).isEmpty();
        assertThat(letter.record().key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(letter.record().value().value()).isSameAs(work.event().value());
        assertThat(letter.record().timestamp()).isEqualTo(NOW - 5);
        assertThat(header(letter, "own")).isEqualTo("header");
        assertThat(header(letter, "inception.altered")).isEqualTo("none");
    }

    @Test
    void theLargestPartIsLeftOutFirst() {
        limits.configure("dead", TopicLimits.NONE.withMaxBytes(3_000));
        byte[] value = incompressible(2_500);

        Outgoing letter = fit(failed("key", value, NOW));

        assertThat(header(letter, "inception.altered")).isEqualTo("value");
        assertThat(letter.record().value().value()).isEmpty();
        assertThat(header(letter, "inception.value.sha256")).isEqualTo(Sha256.of(value));
        assertThat(header(letter, "inception.value.bytes")).isEqualTo("2500");
        assertThat(header(letter, "own")).isEqualTo("header");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("7");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("3");
        assertThat(letter.why()).contains("max.message.bytes of dead");
    }

    @Test
    void moreIsLeftOutUntilTheRestFits() {
        limits.configure("dead", TopicLimits.NONE.withMaxBytes(2_000));

        Outgoing letter = fit(failed("k".repeat(3_000), incompressible(2_500), NOW));

        assertThat(header(letter, "inception.altered")).isEqualTo("value,key");
        assertThat(letter.record().key()).isNull();
        assertThat(header(letter, "inception.key.sha256"))
                .isEqualTo(Sha256.of("k".repeat(3_000).getBytes(UTF_8)));
        assertThat(header(letter, "inception.key.bytes")).isEqualTo("3000");
        assertThat(header(letter, "inception.headers.bytes")).isEqualTo("none");
    }

    @Test
    void whatTheProducerDoesNotSendIsLeftOutToo() {
        sending = new Fitting.Sending(2_000, "none");

        assertThat(fit(failed("key", incompressible(2_500), NOW)).changes()).containsExactly(Change.VALUE);
    }

    @Test
    void whatFitsOnceItIsCompressedStays() {
        sending = new Fitting.Sending(1_000_000, "lz4");
        limits.configure("dead", TopicLimits.NONE.withMaxBytes(3_000));

        assertThat(fit(failed("key", new byte[100_000], NOW)).changes()).isEmpty();
        assertThat(fit(failed("key", incompressible(100_000), NOW)).changes()).containsExactly(Change.VALUE);
        assertThat(fit(failed("key", incompressible(1_500), NOW)).changes()).isEmpty();
    }

    @Test
    void aTopicThatDecompressesNeedsRoomForAllOfIt() {
        sending = new Fitting.Sending(1_000_000, "lz4");
        limits.configure("dead", new TopicLimits(3_000, false, Long.MAX_VALUE, Long.MAX_VALUE, "uncompressed"));

        assertThat(fit(failed("key", new byte[100_000], NOW)).changes()).containsExactly(Change.VALUE);
    }

    @Test
    void aTimestampThatIsNotTakenGivesWayToTheTimeOfWriting() {
        limits.configure("dead", TopicLimits.NONE.withTimestamps(1_000, 1_000));
        limits.configure("out", TopicLimits.NONE.withTimestamps(1_000, 1_000));

        for (Answered work : List.of(failed("key", new byte[1], NOW + 1_001), labelled("key", NOW - 1_001))) {
            Outgoing answer = fit(work);
            assertThat(answer.record().timestamp()).isEqualTo(NOW);
            assertThat(header(answer, "inception.timestamp"))
                    .isEqualTo("" + work.event().timestamp());
            assertThat(header(answer, "inception.altered")).isEqualTo("timestamp");
            assertThat(answer.why()).contains("message.timestamp.");
        }
        assertThat(fit(labelled("key", NOW + 1_000)).changes()).isEmpty();
        assertThat(header(fit(labelled("key", NOW + 1_000)), "inception.timestamp"))
                .isEqualTo("none");
    }

    @Test
    void aResultWithoutAKeyForACompactedTopicIsADeadLetter() {
        limits.configure("out", TopicLimits.NONE.withCompaction());

        Outgoing letter = fit(labelled(null, NOW));

        assertThat(letter.output()).isEqualTo("dead-letters");
        assertThat(header(letter, "inception.reason")).isEqualTo("output-refused");
        assertThat(header(letter, "inception.detail")).contains("out is compacted (cleanup.policy)");
        assertThat(fit(labelled("key", NOW)).output()).isEqualTo("labels");
    }

    @Test
    void aResultThatIsTooLargeForItsTopicIsADeadLetter() {
        limits.configure("out", TopicLimits.NONE.withMaxBytes(100));

        Outgoing letter = fit(labelled("key", NOW));

        assertThat(header(letter, "inception.reason")).isEqualTo("result-too-large");
        assertThat(header(letter, "inception.detail")).endsWith("out takes 100 (max.message.bytes)");
        assertThat(letter.changes()).isEmpty();
    }

    @Test
    void aDeadLetterOfACompactedTopicHasAKeyAndIsNoTombstone() {
        limits.configure("dead", TopicLimits.NONE.withCompaction());

        Outgoing letter = fit(failed(null, null, NOW));

        assertThat(letter.record().key()).isEqualTo("in-3@7".getBytes(UTF_8));
        assertThat(letter.record().value().value()).isEmpty();
        assertThat(header(letter, "inception.altered")).isEqualTo("value,key");
        assertThat(header(letter, "inception.value.sha256")).isEqualTo("none");
        assertThat(header(letter, "inception.key.sha256")).isEqualTo("none");
        assertThat(fit(failed("key", new byte[1], NOW)).changes()).isEmpty();
    }

    @Test
    void anEventWithoutAValueIsADeadLetterWithoutAValue() {
        Outgoing letter = fit(failed("key", null, NOW));

        assertThat(letter.record().value().value()).isNull();
        assertThat(letter.changes()).isEmpty();
    }

    @Test
    void whatWasRefusedIsGivenInAnotherForm() {
        refuse(fit(labelled("key", NOW)), new InvalidRecordException("not our schema"));
        Outgoing letter = fit(labelled("key", NOW));
        assertThat(header(letter, "inception.reason")).isEqualTo("output-refused");
        assertThat(header(letter, "inception.detail")).isEqualTo("out refuses the result: not our schema");

        refuse(letter, new InvalidRecordException("not our schema either"));
        Outgoing bare = fit(labelled("key", NOW));
        assertThat(header(bare, "inception.altered")).isEqualTo("timestamp,value,headers,key");
        assertThat(bare.record().key()).isEqualTo("in-3@7".getBytes(UTF_8));
    }

    @Test
    void theBarestFormIsSmall() {
        for (int i = 0; i < 4; i++) {
            refuse(fit(failed("k".repeat(500), incompressible(500), NOW)), new RecordTooLargeException("too large"));
        }
        Outgoing bare = fit(failed("k".repeat(500), incompressible(500), NOW));

        assertThat(bare.shrinks()).isFalse();
        assertThat(RecordSize.plain(
                        bare.record().key(),
                        bare.record().value().value(),
                        bare.record().headers()))
                .isLessThan(900);
    }

    private void refuse(Outgoing answer, Exception reason) {
        refusals.judge(List.of(new SendWatch.Failure(
                new SendWatch.Sent(SOURCE, OFFSET, answer),
                new ProducerRecord<>(
                        answer.topic(),
                        SOURCE.partition(),
                        answer.record().timestamp(),
                        answer.record().key(),
                        answer.record().value().value(),
                        answer.record().headers()),
                reason)));
    }

    private Outgoing fit(Answered work) {
        return new Fitting(
                        new StreamTopics("in", "out", "dead"),
                        answers,
                        limits,
                        refusals,
                        sending,
                        () -> Instant.ofEpochMilli(NOW))
                .of(work.event(), work.answer());
    }

    private record Answered(SourceRecord event, OutputRecord answer) {}

    private Answered failed(@Nullable String key, byte @Nullable [] value, long timestamp) {
        SourceRecord event = event(key, value, timestamp);
        return new Answered(event, answers.of(CORRUPT, event));
    }

    private Answered labelled(@Nullable String key, long timestamp) {
        SourceRecord event = event(key, "{}".getBytes(UTF_8), timestamp);
        return new Answered(event, answers.of(PuppetLabeller.labelled("7"), event));
    }

    private static SourceRecord event(@Nullable String key, byte @Nullable [] value, long timestamp) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("own", "header".getBytes(UTF_8));
        return SourceRecord.of(
                new Record<>(key == null ? null : key.getBytes(UTF_8), value, timestamp, headers), SOURCE, OFFSET);
    }

    private static String header(Outgoing answer, String name) {
        Header header = answer.record().headers().lastHeader(name);
        return header == null ? "none" : new String(header.value(), UTF_8);
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
