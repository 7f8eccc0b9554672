package io.inceptionstreams.lab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.broker.BrokerCluster;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.kafka.AnswerReader;
import io.inceptionstreams.kafka.KafkaClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A contender with topics of its own, as a process. Closing kills it: nothing of it is used again. For one thread.
 *
 * <p>Answers are read as anyone would read them who relies on the guarantee: {@code read_committed}.
 */
final class Trial implements AutoCloseable {

    private static final int PARTITIONS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Results that are kept to be looked at: reading all of them would cost as much as the stream. */
    private static final int SAMPLE = 4_000;

    /**
     * On a machine that is short of cores, a producer to new topics was seen to leave a batch unsent until it expired;
     * another producer sends it then.
     */
    private static final int PUBLISH_ATTEMPTS = 5;

    private static final int LOG_LINES = 12;

    private final BenchPlan plan;
    private final BrokerCluster broker;
    private final Contender contender;
    private final String name;
    private final KafkaClients clients;
    private final Path log;
    private @Nullable ChildJvm process;

    /** @param number of the trial, unique in the run */
    Trial(BenchPlan plan, BrokerCluster broker, Contender contender, int number) {
        this.plan = plan;
        this.broker = broker;
        this.contender = contender;
        this.name = "bench-" + number;
        this.log = plan.output().resolve("logs").resolve(name + ".log");
        this.clients = new KafkaClients(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "request.timeout.ms",
                "5000",
                "delivery.timeout.ms",
                "10000",
                "linger.ms",
                "0"));
        broker.createTopics(Map.of(references(), PARTITIONS, labels(), PARTITIONS, deadLetters(), PARTITIONS));
    }

    /** Starts the contender on a backlog, and measures it while it works that off. */
    Flow carry(Load load) {
        publish(load, 0, load.count());
        ChildJvm started = start();
        int counted = load.counted();
        Meter meter = new Meter(counted, List.of(started.pid()), broker.pids());
        List<byte[]> sample = new ArrayList<>();
        int[] answered = new int[1];
        BitSet seen = new BitSet(load.count());
        int step = Math.max(1, counted / SAMPLE);
        try (Consumer<byte[], byte[]> reader = reader()) {
            // Counted between polls, so that a group of answers is in or out as a whole.
            BooleanSupplier afterPoll = () -> {
                meter.count(answered[0]);
                return started.isAlive();
            };
            int come = new AnswerReader(reader, PATIENCE, afterPoll).<RuntimeException>until(counted, answer -> {
                if (!isSound(answer, load) || seen.get(number(answer))) {
                    return false;
                }
                seen.set(number(answer));
                answered[0]++;
                if (meter.measuring() && answered[0] % step == 0 && contender.application()) {
                    sample.add(answer.value());
                }
                return true;
            });
            if (come < counted) {
                throw failed("answered only " + come + " of " + counted + " events");
            }
        }
        return new Flow(
                meter.perSecond(),
                meter.contenderCores(),
                meter.brokerCores(),
                sample.stream().map(this::result).toList());
    }

    private boolean isSound(ConsumerRecord<byte[], byte[]> answer, Load load) {
        boolean sound = load.sound().test(number(answer));
        if (sound && !answer.topic().equals(labels())) {
            throw failed("made a dead letter of a sound event: " + answer.headers());
        }
        return sound;
    }

    /** Publishes these events at once; returns when all are acknowledged. */
    void publish(Load load, int from, int to) {
        List<Integer> missing = IntStream.range(from, to).boxed().toList();
        for (int attempt = 1; !missing.isEmpty(); attempt++) {
            if (attempt > PUBLISH_ATTEMPTS) {
                throw new BenchException(missing.size() + " events could not be published");
            }
            missing = unacknowledged(load, missing);
        }
    }

    /** Sends them; returns those that failed. Their answers may come twice, and are counted once. */
    private List<Integer> unacknowledged(Load load, List<Integer> numbers) {
        Queue<Integer> failed = new ConcurrentLinkedQueue<>();
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (int number : numbers) {
                producer.send(event(number, load), (metadata, e) -> {
                    if (e != null) {
                        failed.add(number);
                    }
                });
            }
            producer.flush();
        }
        return List.copyOf(failed);
    }

    /** An event of the load, spread over the partitions by its number, which is its key. */
    ProducerRecord<byte[], byte[]> event(int number, Load load) {
        return new ProducerRecord<>(
                references(),
                number % PARTITIONS,
                String.valueOf(number).getBytes(UTF_8),
                load.values().apply(number));
    }

    /** The number of the event that is answered. */
    static int number(ConsumerRecord<byte[], byte[]> answer) {
        return Integer.parseInt(new String(answer.key(), UTF_8));
    }

    ChildJvm start() {
        List<String> arguments = new ArrayList<>(
                contender.command().subList(1, contender.command().size()));
        for (String setting : List.of(
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "application.id=" + name,
                "topics.references=" + references(),
                "topics.labels=" + labels(),
                "topics.dead-letters=" + deadLetters(),
                "state.dir=" + log.resolveSibling(name + "-state"),
                "http.port=0")) {
            arguments.add("--set");
            arguments.add(setting);
        }
        ChildJvm started = ChildJvm.start(new ChildJvm.Command(
                contender.name(),
                contender.command().get(0),
                plan.jvmOptions(),
                arguments,
                contender.environment(),
                log));
        process = started;
        return started;
    }

    /** Of everything that the contender answers. */
    Consumer<byte[], byte[]> reader() {
        return clients.reader(List.of(labels(), deadLetters()), true);
    }

    /** Sends each event at once. */
    Producer<byte[], byte[]> producer() {
        return clients.producer();
    }

    Labelled result(byte[] value) {
        try {
            return new ResultReader().read(value);
        } catch (InvalidEventException e) {
            throw new BenchException(contender.name() + " wrote a result that is none", e);
        }
    }

    /** Says what the contender last logged. */
    BenchException failed(String what) {
        String tail;
        try {
            List<String> lines = Files.readAllLines(log);
            tail = String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            tail = "its log cannot be read: " + e;
        }
        return new BenchException(contender.name() + " " + what + "; " + log + " ends with\n" + tail);
    }

    private String references() {
        return name + "-references";
    }

    private String labels() {
        return name + "-labels";
    }

    private String deadLetters() {
        return name + "-dead-letters";
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
