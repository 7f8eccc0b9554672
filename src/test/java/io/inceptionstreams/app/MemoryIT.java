package io.inceptionstreams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.Main;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.kafka.KafkaClients;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bound of docs/memory.md, under load: an instance whose heap and direct memory are what the formula says for its
 * settings works off a backlog of large events that is twice as large and more. The first image of each partition never
 * comes, so that what is behind it waits for its turn and the windows fill; an instance whose windows the formula has no
 * room for shows that it is they that take the memory.
 */
@Timeout(240)
final class MemoryIT {

    private static final int EVENTS = 4_000;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * In MB: 60 for the program; 4 partitions of 2 x 1 for windows and 1 for fetched records; 5 for a poll of 64 events;
     * 4 for fetched images; 8 for the producer; and a quarter more, which a collector needs to work at all.
     */
    private static final int HEAP = 112;

    /** In MB: 66 decoded images of 268 kB wait, are being decoded or classified; as much again that is not collected. */
    private static final int DIRECT = 36;

    /** In MB, what is neither heap nor direct memory: code, classes, threads, OpenCV and its buffers, the collector. */
    private static final int REST = 300;

    private static final List<String> SETTINGS = List.of(
            "pipeline.max-fetched-bytes=4MiB",
            "kafka.producer.buffer.memory=8388608",
            "infer.device=simulated:1+0.1",
            "fetch.allow-private-addresses=true",
            "fetch.idle-timeout=10m",
            "http.port=0");

    @TempDir
    private Path folder;

    @Test
    void backlogOfLargeEventsStaysWithinTheBound() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary());
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String servers = publish(broker, silent.getLocalPort());

            try (ChildJvm instance = start(servers, "stream.window-bytes=1MiB", "deadline=15s")) {
                assertThat(labelled(servers, instance)).as(this::log).isEqualTo(EVENTS - PARTITIONS);
                assertThat(mostResidentMegabytes(instance)).isLessThan(HEAP + DIRECT + REST);
            }
        }
    }

    /** Of 4 x 64 MiB, and nothing is answered before the test is over. */
    @Test
    void windowsThatTheFormulaHasNoRoomForEndTheInstance() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary());
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String servers = publish(broker, silent.getLocalPort());

            try (ChildJvm instance = start(servers, "stream.window-bytes=64MiB", "deadline=10m")) {
                assertThat(labelled(servers, instance)).as(this::log).isZero();
                assertThat(instance.isAlive()).as(this::log).isFalse();
                assertThat(log()).contains("Terminating due to java.lang.OutOfMemoryError: Java heap space");
            }
        }
    }

    private ChildJvm start(String servers, String... settings) {
        List<String> jvm = List.of(
                "-Xmx" + HEAP + "m",
                "-XX:MaxDirectMemorySize=" + DIRECT + "m",
                "-XX:+ExitOnOutOfMemoryError",
                // Whoever decodes while the process exits may crash then.
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                "-XX:+UseSerialGC");
        List<String> arguments = new ArrayList<>(
                List.of("run", "--exit-with-parent", "--bootstrap-servers", servers, "--set", "state.dir=" + folder));
        Stream.concat(SETTINGS.stream(), Stream.of(settings)).forEach(setting -> {
            arguments.add("--set");
            arguments.add(setting);
        });
        return ChildJvm.start(new ChildJvm.Command(
                "instance", Main.class.getName(), jvm, arguments, Map.of(), folder.resolve("instance.log")));
    }

    /**
     * A backlog, whose first image in each partition is at a port that takes connections and says nothing. Returns where
     * the broker listens.
     */
    private static String publish(EmbeddedBroker broker, int silentPort) throws IOException {
        broker.createTopics(
                Map.of("image-references", PARTITIONS, "image-labels", PARTITIONS, "image-dead-letters", PARTITIONS));
        String servers = broker.bootstrapServers();
        String image = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(noise());
        long bytes = 0;
        try (Producer<byte[], byte[]> producer = new KafkaClients(Map.of("bootstrap.servers", servers)).producer()) {
            for (int i = 0; i < EVENTS; i++) {
                String uri = i < PARTITIONS ? "http://127.0.0.1:" + silentPort + "/" : image;
                byte[] value = new EventWriter().write(new ImageReference(String.valueOf(i), uri, 1, null, null));
                bytes += value.length;
                producer.send(new ProducerRecord<>(
                        "image-references", i % PARTITIONS, String.valueOf(i).getBytes(UTF_8), value));
            }
            producer.flush();
        }
        assertThat(bytes).isGreaterThan((2L * (HEAP + DIRECT)) << 20);
        return servers;
    }

    /** Does not compress well: about 90 kB. */
    private static byte[] noise() throws IOException {
        BufferedImage image = new BufferedImage(360, 300, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, random.nextInt(0x1000000));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }

    private static int labelled(String servers, ChildJvm instance) {
        int labelled = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition("image-labels", p))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (labelled < EVENTS - PARTITIONS && instance.isAlive() && System.nanoTime() - end < 0) {
                labelled += consumer.poll(Duration.ofMillis(100)).count();
            }
        }
        return labelled;
    }

    /** The kernel's high-water mark of what the process had in memory. */
    private static long mostResidentMegabytes(ChildJvm instance) throws IOException {
        String line = Files.readAllLines(Path.of("/proc", String.valueOf(instance.pid()), "status")).stream()
                .filter(l -> l.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        long megabytes = Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        System.out.println("MemoryIT: " + megabytes + " MB resident at most");
        return megabytes;
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("instance.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
