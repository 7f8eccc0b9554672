package io.inceptionstreams.lab.bench;

import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.kafka.AnswerReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Events on a schedule that does not wait for answers, and how long each takes from its time on the schedule until its
 * result is visible to a {@code read_committed} consumer. An event that is sent late counts from when it should have been.
 */
final class OpenLoop {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The first of each load, which still run beside what was before them. */
    private static final double SKIPPED = 0.1;

    private final Trial trial;
    private final Consumer<byte[], byte[]> reader;
    private final Producer<byte[], byte[]> producer;
    private final Load load;
    private int next;

    /** @param load of which as many events are taken as are sent */
    OpenLoop(Trial trial, Consumer<byte[], byte[]> reader, Producer<byte[], byte[]> producer, Load load) {
        this.trial = trial;
        this.reader = reader;
        this.producer = producer;
        this.load = load;
    }

    /**
     * One event.
     *
     * @param visibleMillis from its time on the schedule until its result could be read
     */
    record Passage(double visibleMillis, Labelled result) {

        /** What the system adds to fetching, decoding and inference. */
        double addedMillis() {
            Labelled.Timings timings = result.timings();
            return visibleMillis - timings.fetch() - timings.decode() - timings.inference();
        }
    }

    /** Publishes at once and awaits the answers, so that what comes next is warm. */
    void warmUp(int events) {
        int first = next;
        next += events;
        trial.publish(load, first, next);
        BitSet seen = new BitSet(next);
        int come = new AnswerReader(reader, PATIENCE).<RuntimeException>until(events, answer -> {
            int number = Trial.number(answer);
            boolean isNew = !seen.get(number);
            seen.set(number);
            return isNew;
        });
        if (come < events) {
            throw trial.failed("answered only " + come + " of " + events + " events");
        }
    }

    /** Sends evenly, this many per second. */
    List<Passage> run(double perSecond, Duration time) throws InterruptedException {
        int events = (int) Math.max(2, perSecond * time.toMillis() / 1e3);
        List<Passage> all = send(events, perSecond);
        return all.subList((int) (SKIPPED * all.size()), all.size());
    }

    private List<Passage> send(int events, double perSecond) throws InterruptedException {
        int first = next;
        next += events;
        double gap = 1e9 / perSecond;
        long start = System.nanoTime();
        Thread sender = new Thread(
                () -> {
                    for (int i = 0; i < events; i++) {
                        long due = start + (long) (i * gap);
                        for (long now = System.nanoTime(); now - due < 0; now = System.nanoTime()) {
                            LockSupport.parkNanos(due - now);
                        }
                        producer.send(trial.event(first + i, load));
                    }
                    producer.flush();
                },
                "bench-sender");
        sender.setDaemon(true);
        sender.start();
        long[] visible = new long[events];
        List<byte[]> values = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        int come = new AnswerReader(reader, PATIENCE.plusMillis((long) (events * gap / 1e6)))
                .<RuntimeException>until(events, answer -> {
                    int number = Trial.number(answer) - first;
                    visible[number] = System.nanoTime();
                    numbers.add(number);
                    values.add(answer.value());
                    return true;
                });
        sender.join();
        if (come < events) {
            throw trial.failed("answered only " + come + " of " + events + " events");
        }
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            int number = numbers.get(i);
            double millis = (visible[number] - start - number * gap) / 1e6;
            passages.add(new Passage(millis, trial.result(values.get(i))));
        }
        return passages;
    }
}
