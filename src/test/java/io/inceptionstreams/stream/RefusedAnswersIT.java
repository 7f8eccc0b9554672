package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.util.Sha256;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Answers that an output topic refuses because of the event: each is given in a form that the topic takes, the events
 * around it are answered as ever, and the instance lives on. On a real broker, in all modes where the way differs.
 */
@Timeout(300)
final class RefusedAnswersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KAFKAS_MAX_MESSAGE_BYTES = 1_048_588;
    private static final AtomicInteger LABS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    /** How an instance runs. */
    enum Mode {
        EXACTLY_ONCE(Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC, true),
        /** It may not read what the topics take, and learns it from refusals. */
        EXACTLY_ONCE_BLIND(Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC, false),
        EXACTLY_ONCE_STREAMS_BLIND(Guarantee.EXACTLY_ONCE_V2, GroupProtocol.STREAMS, false),
        AT_LEAST_ONCE(Guarantee.AT_LEAST_ONCE, GroupProtocol.CLASSIC, true),
        AT_LEAST_ONCE_BLIND(Guarantee.AT_LEAST_ONCE, GroupProtocol.CLASSIC, false);

        private final Guarantee guarantee;
        private final GroupProtocol protocol;
        private final boolean readsTopics;

        Mode(Guarantee guarantee, GroupProtocol protocol, boolean readsTopics) {
            this.guarantee = guarantee;
            this.protocol = protocol;
            this.readsTopics = readsTopics;
        }
    }

    /** For a test in which the other two modes would go the way of these. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(names = {"EXACTLY_ONCE", "EXACTLY_ONCE_BLIND", "AT_LEAST_ONCE_BLIND"})
    @interface InModesThatDiffer {}

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void timestampsAheadOfTheBrokersClockGiveWayToTheTimeOfWriting(Mode mode) {
        Lab lab = lab(2);
        lab.configure(lab.topics.references(), Map.of("message.timestamp.after.max.ms", "" + Long.MAX_VALUE));
        long now = System.currentTimeMillis();
        long inTwoHours = now + Duration.ofHours(2).toMillis();
        long microseconds = now * 1000;
        Map<Integer, Long> stamps = Map.of(3, inTwoHours, 4, microseconds, 50, Long.MAX_VALUE - 1, 51, inTwoHours);
        try (TimedLabeller labeller = fails(4, 51);
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(IntStream.range(0, 100)
                    .mapToObj(i -> record(lab, i, stamps.getOrDefault(i, now - 100 + i), Lab.reference(i)))
                    .toList());

            Map<Integer, ConsumerRecord<byte[], byte[]>> labels = answers(lab, lab.topics.labels(), 98, mode);
            Map<Integer, ConsumerRecord<byte[], byte[]>> letters = answers(lab, lab.topics.deadLetters(), 2, mode);
            assertThat(labels.keySet()).hasSize(98).doesNotContain(4, 51);
            assertThat(letters.keySet()).containsExactlyInAnyOrder(4, 51);
            labels.forEach((i, label) -> assertStamped(label, stamps.get(i), now - 100 + i));
            letters.forEach((i, letter) -> {
                assertStamped(letter, stamps.get(i), 0);
                assertThat(letter.value()).isEqualTo(Lab.reference(i));
            });
            assertThat(application.failure()).isEmpty();
        }
    }

    /** With the time of writing and the original in a header, or as its event. */
    private static void assertStamped(ConsumerRecord<byte[], byte[]> answer, @Nullable Long original, long otherwise) {
        if (original == null) {
            assertThat(answer.timestamp()).isEqualTo(otherwise);
            assertThat(answer.headers()).isEmpty();
        } else {
            assertThat(answer.timestamp()).isBetween(System.currentTimeMillis() - 120_000, System.currentTimeMillis());
            assertThat(header(answer, "inception.timestamp")).isEqualTo(original.toString());
            assertThat(header(answer, "inception.altered")).isEqualTo("timestamp");
        }
    }

    @InModesThatDiffer
    void timestampsThatAreTooOldGiveWayToTheTimeOfWriting(Mode mode) {
        Lab lab = lab(1);
        Map<String, String> anHour = Map.of("message.timestamp.before.max.ms", "3600000");
        lab.configure(lab.topics.labels(), anHour);
        lab.configure(lab.topics.deadLetters(), anHour);
        try (TimedLabeller labeller = fails(7);
                StreamApplication application = start(lab, mode, labeller)) {
            long yesterday = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
            lab.send(IntStream.range(0, 300)
                    .mapToObj(i -> record(lab, i, yesterday + i, Lab.reference(i)))
                    .toList());

            Map<Integer, ConsumerRecord<byte[], byte[]>> labels = answers(lab, lab.topics.labels(), 299, mode);
            Map<Integer, ConsumerRecord<byte[], byte[]>> letters = answers(lab, lab.topics.deadLetters(), 1, mode);
            assertThat(labels.keySet()).hasSize(299);
            assertThat(letters.keySet()).containsExactly(7);
            labels.forEach((i, label) -> assertStamped(label, yesterday + i, 0));
            letters.forEach((i, letter) -> assertStamped(letter, yesterday + i, 0));
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadLetterThatItsTopicIsTooSmallForGoesWithoutItsValue(Mode mode) {
        Lab lab = lab(1); // with Kafka's defaults
        byte[] event = incompressible(KAFKAS_MAX_MESSAGE_BYTES - 100);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(List.of(
                    record(lab, 0, 1_000, Lab.reference(0)),
                    record(lab, 1, 1_000, event),
                    record(lab, 2, 1_000, Lab.reference(2)),
                    record(lab, 3, 1_000, event)));

            assertThat(answers(lab, lab.topics.labels(), 2, mode).keySet()).containsExactly(0, 2);
            Map<Integer, ConsumerRecord<byte[], byte[]>> letters = answers(lab, lab.topics.deadLetters(), 2, mode);
            assertThat(letters.keySet()).containsExactly(1, 3);
            letters.forEach((i, letter) -> {
                assertThat(letter.value()).isEmpty();
                assertThat(letter.timestamp()).isEqualTo(1_000);
                assertThat(header(letter, "inception.altered")).isEqualTo("value");
                assertThat(header(letter, "inception.value.sha256")).isEqualTo(Sha256.of(event));
                assertThat(header(letter, "inception.value.bytes")).isEqualTo("" + event.length);
                assertThat(header(letter, "inception.reason")).isEqualTo("event-invalid");
                assertThat(header(letter, "__streams.errors.topic")).isEqualTo(lab.topics.references());
                assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
                assertThat(header(letter, "__streams.errors.offset")).isEqualTo("" + i);
            });
            assertThat(application.failure()).isEmpty();
        }
    }

    @InModesThatDiffer
    void largeDeadLetterThatItsTopicHasRoomForKeepsEverything(Mode mode) {
        Lab lab = lab(1);
        for (String topic : List.of(lab.topics.references(), lab.topics.labels(), lab.topics.deadLetters())) {
            lab.limitMessages(topic, 4_000_000);
        }
        byte[] event = incompressible(2_900_000);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(List.of(record(lab, 0, 1_000, event), record(lab, 1, 1_000, Lab.reference(1))));

            assertThat(answers(lab, lab.topics.labels(), 1, mode).keySet()).containsExactly(1);
            ConsumerRecord<byte[], byte[]> letter = Objects.requireNonNull(
                    answers(lab, lab.topics.deadLetters(), 1, mode).get(0));
            assertThat(letter).isNotNull();
            assertThat(letter.value()).isEqualTo(event);
            assertThat(letter.headers().lastHeader("inception.altered")).isNull();
            assertThat(application.failure()).isEmpty();
        }
    }

    /** What compresses well is larger than the topic's limit and still has room in it. */
    @InModesThatDiffer
    void largeDeadLetterThatFitsOnceItIsCompressedKeepsEverything(Mode mode) {
        Lab lab = lab(1);
        byte[] event = "not JSON ".repeat(300_000).getBytes(UTF_8);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, mode, labeller)) {
            lab.sendCompressed(List.of(record(lab, 0, 1_000, event)));

            ConsumerRecord<byte[], byte[]> letter = Objects.requireNonNull(
                    answers(lab, lab.topics.deadLetters(), 1, mode).get(0));
            assertThat(letter).isNotNull();
            assertThat(letter.value()).isEqualTo(event);
            assertThat(application.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resultOfAnEventWithManyHeadersThatIsTooLargeBecomesADeadLetterWithoutThem(Mode mode) {
        Lab lab = lab(1);
        lab.limitMessages(lab.topics.labels(), 10_000);
        lab.limitMessages(lab.topics.deadLetters(), 10_000);
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", incompressible(20_000));
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(List.of(
                    new ProducerRecord<>(
                            lab.topics.references(), 0, 1_000L, "0".getBytes(UTF_8), Lab.reference(0), headers),
                    record(lab, 1, 1_000, Lab.reference(1))));

            assertThat(answers(lab, lab.topics.labels(), 1, mode).keySet()).containsExactly(1);
            ConsumerRecord<byte[], byte[]> letter = Objects.requireNonNull(
                    answers(lab, lab.topics.deadLetters(), 1, mode).get(0));
            assertThat(letter).isNotNull();
            assertThat(header(letter, "inception.reason")).isEqualTo("result-too-large");
            assertThat(header(letter, "inception.altered")).isEqualTo("headers");
            assertThat(header(letter, "inception.headers.bytes")).isEqualTo("20005");
            assertThat(letter.value()).isEqualTo(Lab.reference(0));
            assertThat(application.failure()).isEmpty();
        }
    }

    @InModesThatDiffer
    void compactedTopicsGetNoRecordWithoutAKey(Mode mode) {
        Lab lab = lab(1);
        lab.configure(lab.topics.labels(), Map.of("cleanup.policy", "compact"));
        lab.configure(lab.topics.deadLetters(), Map.of("cleanup.policy", "compact,delete"));
        try (TimedLabeller labeller = fails(3);
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(List.of(
                    record(lab, 0, 1_000, Lab.reference(0)),
                    new ProducerRecord<>(lab.topics.references(), 0, 1_000L, null, Lab.reference(1)),
                    record(lab, 2, 1_000, Lab.reference(2)),
                    new ProducerRecord<>(lab.topics.references(), 0, 1_000L, null, Lab.reference(3)),
                    record(lab, 4, 1_000, Lab.reference(4))));

            assertThat(answers(lab, lab.topics.labels(), 3, mode).keySet()).containsExactly(0, 2, 4);
            Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
            lab.committed(lab.topics.deadLetters(), 2, LIMIT)
                    .forEach(letter -> letters.put(header(letter, "__streams.errors.offset"), letter));
            assertThat(letters).containsOnlyKeys("1", "3");
            letters.forEach((offset, letter) -> {
                assertThat(new String(letter.key(), UTF_8)).isEqualTo(lab.topics.references() + "-0@" + offset);
                assertThat(header(letter, "inception.altered")).isEqualTo("key");
                assertThat(letter.value()).isEqualTo(Lab.reference(Integer.parseInt(offset)));
                assertThat(header(letter, "inception.reason"))
                        .isEqualTo(offset.equals("1") ? "output-refused" : "source-not-found");
            });
            assertThat(application.failure()).isEmpty();
        }
    }

    @InModesThatDiffer
    void topicsThatAreConfiguredAnewWhileTheInstanceRunsAreFoundOutByTheirRefusals(Mode mode) {
        Lab lab = lab(1);
        try (TimedLabeller labeller = TimedLabeller.quick();
                StreamApplication application = start(lab, mode, labeller)) {
            lab.send(List.of(record(lab, 0, 1_000, Lab.reference(0))));
            assertThat(answers(lab, lab.topics.labels(), 1, mode).keySet()).containsExactly(0);

            lab.configure(lab.topics.labels(), Map.of("cleanup.policy", "compact"));
            lab.limitMessages(lab.topics.deadLetters(), 2_000);
            byte[] large = incompressible(5_000);
            lab.send(List.of(
                    new ProducerRecord<>(lab.topics.references(), 0, 1_000L, null, large),
                    new ProducerRecord<>(lab.topics.references(), 0, 1_000L, null, Lab.reference(1)),
                    record(lab, 2, 1_000, Lab.reference(2))));

            assertThat(answers(lab, lab.topics.labels(), 2, mode).keySet()).containsExactly(0, 2);
            List<ConsumerRecord<byte[], byte[]>> letters = lab.committed(lab.topics.deadLetters(), 2, LIMIT);
            assertThat(letters)
                    .extracting(letter -> header(letter, "__streams.errors.offset"))
                    .contains("1", "2");
            assertThat(letters.get(0).value()).isEmpty();
            assertThat(application.failure()).isEmpty();
        }
    }

    private static Lab lab(int partitions) {
        String name = "refused-" + LABS.incrementAndGet();
        return new Lab(broker.bootstrapServers(), name, folder).withTopics(broker, partitions);
    }

    private static StreamApplication start(Lab lab, Mode mode, Labeller labeller) {
        Map<String, String> kafka = mode.readsTopics
                ? Map.of()
                : Map.of("admin.default.api.timeout.ms", "1", "admin.request.timeout.ms", "1");
        return Lab.start(lab.settings(mode.guarantee, mode.protocol, kafka), labeller);
    }

    private static ProducerRecord<byte[], byte[]> record(Lab lab, int number, long timestamp, byte[] value) {
        int partition = number % 2 == 1 && lab.partitions() > 1 ? 1 : 0;
        return new ProducerRecord<>(
                lab.topics.references(),
                partition,
                timestamp,
                String.valueOf(number).getBytes(UTF_8),
                value);
    }

    /** Labels for all but these. */
    private static TimedLabeller fails(Integer... numbers) {
        List<Integer> those = List.of(numbers);
        return new TimedLabeller(
                r -> Math.floorMod(r.id().hashCode(), 20),
                r -> those.contains(Integer.valueOf(r.id()))
                        ? new Rejected(Reason.SOURCE_NOT_FOUND, "404")
                        : PuppetLabeller.labelled(r.id()));
    }

    /** By number. Once each and in order where that is the promise; at least once each otherwise. */
    private static Map<Integer, ConsumerRecord<byte[], byte[]>> answers(Lab lab, String topic, int count, Mode mode) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<ConsumerRecord<byte[], byte[]>> records = lab.committed(topic, count, Duration.ofSeconds(2));
            Map<Integer, ConsumerRecord<byte[], byte[]>> found = new TreeMap<>();
            records.forEach(record -> found.put(Lab.number(record), record));
            if (found.size() < count && System.nanoTime() - end < 0) {
                continue;
            }
            if (mode.guarantee == Guarantee.EXACTLY_ONCE_V2) {
                assertThat(records).hasSize(count);
                for (int partition = 0; partition < lab.partitions(); partition++) {
                    int those = partition;
                    List<Integer> numbers = new ArrayList<>();
                    records.stream().filter(r -> r.partition() == those).forEach(r -> numbers.add(Lab.number(r)));
                    assertThat(numbers).isSorted();
                }
            }
            assertThat(found.keySet()).hasSize(count);
            return found;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "(no " + name + ")" : new String(header.value(), UTF_8);
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
