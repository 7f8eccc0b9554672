package io.inceptionstreams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.cli.LocalTopics;
import io.inceptionstreams.cli.SamplePhotos;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job: the real model on the real broker with real photos, some of them broken. One run of one instance; the
 * tests look at what it left in the topics.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LabelStreamIT {

    private static final int PARTITIONS = 4;
    private static final int PHOTOS_PER_PARTITION = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TRACE = "trace";

    /** Within the topics' retention: a broker deletes what is older. */
    private static final long FIRST_TIMESTAMP = System.currentTimeMillis() - 3_600_000;

    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final List<Map<String, Double>> scrapes = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> labels = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
    private Map<TopicPartition, Long> committed = Map.of();
    private int readiness;

    private @Nullable EmbeddedBroker broker;
    private @Nullable Configuration configuration;

    @BeforeAll
    void labelEverythingOnce(@TempDir Path temporary) throws Exception {
        Path folder = temporary.toRealPath();
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        configuration = RealModel.configuration(List.of(
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "fetch.file-roots=" + folder,
                "http.port=0",
                "infer.device=cpu",
                "infer.warm-up=max",
                "batch.max-size=8"));
        broker.createTopics(LocalTopics.of(configuration.topics(), PARTITIONS));
        KafkaClients clients = new KafkaClients(configuration.kafka());

        publish(clients, folder);
        try (Application instance = Application.start(configuration, RealModel.open(), Progress.none())) {
            awaitAnswers(clients, instance);
            readiness = get(instance, "/health/ready").statusCode();
            scrape(instance);
        }
        readToTheEnd(clients);
        committed = committed(clients, configuration.stream().applicationId());
    }

    @AfterAll
    void stopTheBroker() {
        requireNonNull(broker).close();
    }

    @Test
    void eachPhotoIsLabelledOnceAndInPartitionOrder() throws Exception {
        Map<Integer, List<String>> answered = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : labels) {
            Labelled result = new ResultReader().read(record.value());
            answered.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(result.id());
        }

        assertThat(answered).isEqualTo(idsByPartition("photo-"));
    }

    @Test
    void theResultsAreThoseOfTheImages() throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : labels) {
            Labelled result = new ResultReader().read(record.value());

            assertThat(result.labels()).as(result.id()).hasSize(5);
            assertThat(result.labels().get(0).label())
                    .as(result.uri())
                    .isEqualTo(result.uri().contains("drawing") ? "Drawing" : "Neutral");
            assertThat(result.model().name()).isEqualTo("nsfwjs-inception-v3");
            assertThat(result.device()).isIn("cpu", "cpu:bfloat16");
            assertThat(result.batchSize()).isBetween(1, 8);
            assertThat(result.timings().total())
                    .isGreaterThanOrEqualTo(result.timings().inference());
            assertThat(requireNonNull(result.attributes()).path("partition").intValue())
                    .isEqualTo(record.partition());
        }
    }

    @Test
    void resultsKeepTheirEventsKeyTimestampAndHeaders() throws Exception {
        Map<String, ProducerRecord<byte[], byte[]>> events = new TreeMap<>();
        for (ProducerRecord<byte[], byte[]> event : sent) {
            events.put(trace(event), event);
        }
        for (ConsumerRecord<byte[], byte[]> record : labels) {
            ProducerRecord<byte[], byte[]> event = requireNonNull(
                    events.get(new String(record.headers().lastHeader(TRACE).value(), UTF_8)));

            assertThat(record.key()).isEqualTo(event.key());
            assertThat(record.timestamp()).isEqualTo(event.timestamp());
            assertThat(record.headers().toArray())
                    .containsExactly(event.headers().toArray());
            assertThat(record.partition()).isEqualTo(event.partition());
        }
    }

    /** The results of one model call have its time in common, to the microsecond, and say how many they are. */
    @Test
    void modelCallsMixPartitions() throws Exception {
        record Call(double millis, int size) {}
        Map<Call, List<Integer>> partitions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : labels) {
            Labelled result = new ResultReader().read(record.value());
            Call call = new Call(result.timings().inference(), result.batchSize());
            partitions.computeIfAbsent(call, c -> new ArrayList<>()).add(record.partition());
        }

        assertThat(partitions).allSatisfy((call, of) -> assertThat(of).hasSize(call.size()));
        assertThat(partitions.values())
                .anySatisfy(of -> assertThat(Set.copyOf(of)).hasSizeGreaterThan(1));
    }

    @Test
    void whatCannotBeLabelledReachesTheDeadLettersByteForByte() {
        Map<String, List<ProducerRecord<byte[], byte[]>>> expected = sent.stream()
                .filter(event -> !trace(event).startsWith("photo-"))
                .collect(groupingBy(LabelStreamIT::trace));

        assertThat(deadLetters).hasSize(expected.size());
        for (ConsumerRecord<byte[], byte[]> record : deadLetters) {
            String trace = header(record, TRACE);
            ProducerRecord<byte[], byte[]> event =
                    requireNonNull(expected.get(trace)).get(0);

            assertThat(record.key()).as(trace).isEqualTo(event.key());
            assertThat(record.value()).as(trace).isEqualTo(event.value());
            assertThat(record.timestamp()).as(trace).isEqualTo(event.timestamp());
            assertThat(ownHeaders(record))
                    .as(trace)
                    .containsExactly(event.headers().toArray());
            assertThat(record.partition()).as(trace).isEqualTo(event.partition());
            assertThat(header(record, DeadLetterHeaders.TOPIC)).isEqualTo("image-references");
            assertThat(header(record, DeadLetterHeaders.PARTITION)).isEqualTo(String.valueOf(event.partition()));
            assertThat(header(record, DeadLetterHeaders.OFFSET)).isEqualTo(String.valueOf(offset(event)));
            assertThat(header(record, DeadLetterHeaders.TIMESTAMP)).isEqualTo(String.valueOf(event.timestamp()));
        }
    }

    @Test
    void deadLettersSayWhy() {
        Map<String, String> reasons = new TreeMap<>();
        deadLetters.forEach(record -> reasons.put(header(record, TRACE), header(record, DeadLetterHeaders.REASON)));

        assertThat(reasons)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "torn", Reason.IMAGE_CORRUPT.code(),
                        "not-json", Reason.EVENT_INVALID.code(),
                        "no-value", Reason.EVENT_INVALID.code(),
                        "missing-file", Reason.SOURCE_NOT_FOUND.code(),
                        "outside-the-roots", Reason.SOURCE_FORBIDDEN.code(),
                        "not-an-image", Reason.IMAGE_UNSUPPORTED.code()));
        assertThat(deadLetters)
                .allSatisfy(record ->
                        assertThat(header(record, DeadLetterHeaders.DETAIL)).isNotBlank());
    }

    @Test
    void everyAnsweredEventIsCommitted() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        sent.forEach(event -> ends.merge(new TopicPartition(event.topic(), event.partition()), 1L, Long::sum));

        assertThat(committed).isEqualTo(ends);
    }

    @Test
    void theAccountOfEventsBalancesInEveryScrape() {
        assertThat(scrapes)
                .hasSizeGreaterThan(1)
                .allSatisfy(scrape -> assertThat(value(scrape, "inception_events_received_total"))
                        .isEqualTo(value(scrape, "inception_events_labelled_total")
                                + value(scrape, "inception_events_dead_lettered_total")
                                + value(scrape, "inception_events_abandoned_total")
                                + value(scrape, "inception_events_in_flight")));
        Map<String, Double> last = scrapes.get(scrapes.size() - 1);
        assertThat(value(last, "inception_events_received_total")).isEqualTo(sent.size());
        assertThat(value(last, "inception_events_dead_lettered_total{reason=\"image-corrupt\"}"))
                .isEqualTo(1);
        assertThat(value(last, "inception_events_in_flight")).isZero();
        assertThat(value(last, "inception_images_labelled_total")).isEqualTo(PARTITIONS * PHOTOS_PER_PARTITION);
        assertThat(value(last, "inception_stage_seconds_count{stage=\"total\"}"))
                .isEqualTo(PARTITIONS * PHOTOS_PER_PARTITION);
        assertThat(last.keySet()).anyMatch(name -> name.startsWith("kafka_stream_"));
    }

    @Test
    void theInstanceIsReadyWhileItRuns() {
        assertThat(readiness).isEqualTo(200);
    }

    private void publish(KafkaClients clients, Path folder) throws Exception {
        List<String> uris = new ArrayList<>();
        for (String name : SamplePhotos.NAMES) {
            uris.add(file(folder, name, Photos.sample(name)));
            uris.add(file(folder, name + ".jpg", Photos.jpeg(name, 640, 427)));
        }
        uris.add(file(folder, "large.jpg", Photos.jpeg("coffee.png", 2400, 1600)));
        uris.add("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Photos.jpeg("chelsea.png", 400, 300)));
        EventWriter writer = new EventWriter();
        for (int i = 0; i < PHOTOS_PER_PARTITION; i++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                // Another photo for each partition, so that slow and fast ones are at different places.
                String uri = uris.get((i + 3 * partition) % uris.size());
                String id = "photo-" + partition + "-" + i;
                ObjectNode attributes = JsonNodeFactory.instance.objectNode().put("partition", partition);
                event(partition, id.getBytes(UTF_8), writer.write(new ImageReference(id, uri, null, null, attributes)));
            }
            if (i == PHOTOS_PER_PARTITION / 2) {
                publishWhatCannotBeLabelled(folder, writer);
            }
        }
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (ProducerRecord<byte[], byte[]> event : sent) {
                producer.send(event).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private void publishWhatCannotBeLabelled(Path folder, EventWriter writer) throws IOException {
        String torn = file(folder, "torn.jpg", Photos.torn(Photos.jpeg("astronaut.png", 800, 800)));
        String text = file(folder, "text.jpg", "This is no image.".getBytes(UTF_8));
        event(0, "torn".getBytes(UTF_8), writer.write(reference("torn", torn)));
        event(1, new byte[] {-1, 0, 127}, "{\"id\": \"not-json\", ".getBytes(UTF_8), "not-json");
        event(1, "no-value".getBytes(UTF_8), null, "no-value");
        event(2, null, writer.write(reference("missing-file", folder.toUri() + "absent.jpg")), "missing-file");
        event(2, null, writer.write(reference("outside-the-roots", "file:///etc/hostname")), "outside-the-roots");
        event(3, "text".getBytes(UTF_8), writer.write(reference("not-an-image", text)), "not-an-image");
    }

    private static ImageReference reference(String id, String uri) {
        return new ImageReference(id, uri, null, null, null);
    }

    private void event(int partition, byte[] key, byte[] value) {
        event(partition, key, value, new String(key, UTF_8));
    }

    private void event(int partition, byte @Nullable [] key, byte @Nullable [] value, String trace) {
        List<Header> headers =
                List.of(new RecordHeader(TRACE, trace.getBytes(UTF_8)), new RecordHeader("bytes", new byte[] {0, -1}));
        sent.add(new ProducerRecord<>(
                "image-references", partition, FIRST_TIMESTAMP + sent.size(), key, value, headers));
    }

    private static String file(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toUri().toString();
    }

    /** Polls as a reader of committed answers until there is one for each event; scrapes the metrics meanwhile. */
    private void awaitAnswers(KafkaClients clients, Application instance) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int answers = 0;
        try (Consumer<byte[], byte[]> reader = clients.reader(outputs(), true)) {
            while (answers < sent.size()) {
                assertThat(System.nanoTime())
                        .as("%d of %d answers", answers, sent.size())
                        .isLessThan(end);
                assertThat(instance.application().failure()).isEmpty();
                answers += reader.poll(Duration.ofMillis(500)).count();
                scrape(instance);
            }
        }
    }

    /** Everything that is committed after the instance has stopped. */
    private void readToTheEnd(KafkaClients clients) {
        try (Consumer<byte[], byte[]> reader = clients.reader(outputs(), true)) {
            Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(500))
                        .forEach(record -> (record.topic().equals("image-labels") ? labels : deadLetters).add(record));
            }
        }
    }

    private static List<String> outputs() {
        return List.of("image-labels", "image-dead-letters");
    }

    private static Map<TopicPartition, Long> committed(KafkaClients clients, String group) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, OffsetAndMetadata> of = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
            of.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        }
        return offsets;
    }

    private Map<Integer, List<String>> idsByPartition(String prefix) {
        return sent.stream()
                .filter(event -> trace(event).startsWith(prefix))
                .collect(groupingBy(ProducerRecord::partition, TreeMap::new, mapping(LabelStreamIT::trace, toList())));
    }

    private long offset(ProducerRecord<byte[], byte[]> event) {
        return sent.subList(0, sent.indexOf(event)).stream()
                .filter(before -> before.partition().equals(event.partition()))
                .count();
    }

    private static String trace(ProducerRecord<byte[], byte[]> event) {
        return new String(event.headers().lastHeader(TRACE).value(), UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static Header[] ownHeaders(ConsumerRecord<byte[], byte[]> record) {
        List<Header> own = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!DeadLetterHeaders.NAMES.contains(header.key())) {
                own.add(header);
            }
        }
        return own.toArray(Header[]::new);
    }

    private void scrape(Application instance) throws Exception {
        Map<String, Double> scrape = new TreeMap<>();
        for (String line : get(instance, "/metrics").body().split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                int blank = line.lastIndexOf(' ');
                scrape.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            }
        }
        scrapes.add(scrape);
    }

    /** The sum over all tags when {@code name} names none. */
    private static double value(Map<String, Double> scrape, String name) {
        return scrape.entrySet().stream()
                .filter(e -> e.getKey().equals(name) || e.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static HttpResponse<String> get(Application instance, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance.managementAddress() + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
