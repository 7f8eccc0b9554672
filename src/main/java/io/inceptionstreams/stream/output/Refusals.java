package io.inceptionstreams.stream.output;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outputs have refused, by the record of the references topic that was answered. Kept for the whole instance: the
 * record is read again by a task that is made anew, on this thread or another. Forgotten when the log is replaced, and other
 * records have these offsets. Bounded: the oldest are forgotten, and then refused once more. Thread-safe.
 */
public final class Refusals {

    /** Records that are remembered, at most. */
    static final int MOST = 10_000;

    /** Topics are deleted and created again, and may be configured anew. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    /**
     * Records in a row of which an output says neither what is wrong nor takes another one: it then refuses every record,
     * and answers would pile up among the dead letters.
     */
    static final int MOST_UNEXPLAINED = 10;

    private static final int MOST_LINES = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final OutputLimits limits;
    private final Fitting.Sending sending;
    private final Consumer<String> onRefused;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Runnable readLimitsAgain;
    private final LogLimit lines;
    private final Map<String, Integer> unexplained = new ConcurrentHashMap<>();
    private final Map<Place, Known> known = new LinkedHashMap<>();

    private record Place(TopicPartition source, long offset) {}

    private record Known(Treatment treatment, long untilNanos) {}

    /**
     * @param onRefused told the output of each refusal
     * @param readLimitsAgain has {@code limits} brought up to date, soon and elsewhere
     */
    public Refusals(
            OutputLimits limits,
            Fitting.Sending sending,
            Consumer<String> onRefused,
            InstantSource clock,
            LongSupplier nanoTime,
            Runnable readLimitsAgain) {
        this.limits = limits;
        this.sending = sending;
        this.onRefused = onRefused;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.readLimitsAgain = readLimitsAgain;
        this.lines = new LogLimit(MOST_LINES, nanoTime);
    }

    /** How the record's answer is to be written. */
    public synchronized Treatment treatment(TopicPartition source, long offset) {
        if (known.isEmpty()) {
            return Treatment.NONE;
        }
        Known one = known.get(new Place(source, offset));
        return one == null || nanoTime.getAsLong() - one.untilNanos() > 0 ? Treatment.NONE : one.treatment();
    }

    /** The records of a partition from {@code offset} on are gone: others stand there. */
    synchronized void forgetFrom(TopicPartition source, long offset) {
        known.keySet().removeIf(place -> place.source().equals(source) && place.offset() >= offset);
    }

    /** All records are gone. */
    public synchronized void forgetAll() {
        known.clear();
    }

    /** A topic took a record. */
    void taken(String topic) {
        if (!unexplained.isEmpty()) {
            unexplained.remove(topic);
        }
    }

    /**
     * Finds the guilty among the records that did not reach their topics, and remembers them.
     *
     * @param failures in the order in which they were told; after the first refusal, a transactional producer gives up
     *     what it has not sent, and tells the same exception for it
     * @return what the thread must throw
     */
    public RuntimeException judge(List<SendWatch.Failure> failures) {
        Optional<SendWatch.Failure> first = failures.stream()
                .filter(f -> Refusal.of(f.reason(), f.record()).isPresent())
                .findFirst();
        if (first.isEmpty()) {
            SendWatch.Failure any = failures.get(0);
            return new StreamsException("records did not reach " + any.record().topic(), any.reason());
        }
        List<SendWatch.Failure> guilty = new ArrayList<>();
        List<SendWatch.Failure> suspects = new ArrayList<>();
        for (SendWatch.Failure failure : failures) {
            if (!isOfBatch(failure, first.get())) {
                continue;
            }
            if (isGuilty(failure, first.get(), failures.size() == 1)) {
                guilty.add(failure);
            } else if (Refusal.of(failure.reason(), failure.record()).isPresent()) {
                suspects.add(failure);
            }
        }
        readLimitsAgain.run();
        try {
            guilty.forEach(this::remember);
        } catch (UnwritableException e) {
            return e;
        }
        if (guilty.isEmpty()) {
            suspects.forEach(this::suspect);
        }
        return new TaskMigratedException(
                words(guilty.isEmpty() ? first.get() : guilty.get(0)) + ", and what is not committed is read again");
    }

    private static boolean isOfBatch(SendWatch.Failure failure, SendWatch.Failure first) {
        return failure.record().topic().equals(first.record().topic())
                && failure.record().partition().equals(first.record().partition());
    }

    /** Whether it was this record: it was alone, or the broker has named it, or its topic takes none like it. */
    private static boolean isGuilty(SendWatch.Failure failure, SendWatch.Failure first, boolean only) {
        ProducerRecord<byte[], byte[]> record = failure.record();
        Optional<Refusal> refusal = Refusal.of(failure.reason(), record);
        if (refusal.isEmpty()) {
            return false;
        }
        return only
                || failure.sent().answer().alone()
                || refusal.get() == Refusal.KEY
                || (refusal.get() == Refusal.TIMESTAMP && Refusal.namesTimestamp(failure.reason(), record))
                // The producer has split the batch until this was alone.
                || (failure.equals(first) && failure.reason() instanceof RecordTooLargeException);
    }

    private void remember(SendWatch.Failure failure) {
        Refusal refusal = Refusal.of(failure.reason(), failure.record()).orElseThrow();
        String output = failure.sent().answer().output();
        onRefused.accept(output);
        if (refusal != Refusal.TIMESTAMP || !failure.sent().answer().changes().contains(Change.TIMESTAMP)) {
            learn(failure.record(), refusal);
        }
        Treatment before = treatment(failure.sent().source(), failure.sent().offset());
        String message = String.valueOf(failure.reason().getMessage());
        Treatment after = output.equals(Outgoing.LABELS)
                ? before.afterLabel(refusal, message)
                : before.afterDeadLetter(refusal, failure.sent().answer())
                        .orElseThrow(() -> new UnwritableException(words(failure)
                                + ", though the dead letter has nothing of its event but the place where it is; it is"
                                + " every record that the topic refuses: look at its configuration"));
        if (after.refusedLabel() != null || after.bare()) {
            int inARow = unexplained.merge(failure.record().topic(), 1, Integer::sum);
            if (inARow > MOST_UNEXPLAINED) {
                throw new UnwritableException(
                        words(failure) + ", like every one of the last " + inARow + ": look at its configuration");
            }
        }
        put(failure.sent(), after);
        lines.log(more -> LOG.warn("{}; it is read again, and answered in another form{}", words(failure), more));
    }

    private void suspect(SendWatch.Failure failure) {
        put(
                failure.sent(),
                treatment(failure.sent().source(), failure.sent().offset()).suspected());
        LOG.debug("{}; it is read again, and sent alone", words(failure));
    }

    private void learn(ProducerRecord<byte[], byte[]> record, Refusal refusal) {
        switch (refusal) {
            case TIMESTAMP -> {
                long ahead = record.timestamp() - clock.millis();
                limits.learn(
                        record.topic(),
                        l -> ahead > 0
                                ? l.withTimestamps(l.beforeMillis(), Math.min(l.afterMillis(), ahead - 1))
                                : l.withTimestamps(Math.min(l.beforeMillis(), -ahead - 1), l.afterMillis()));
            }
            case SIZE -> {
                long size = sending.sizeOf(record.key(), record.value(), record.headers());
                limits.learn(record.topic(), l -> l.withMaxBytes(Math.min(l.maxBytes(), size - 1)));
            }
            case KEY -> limits.learn(record.topic(), TopicLimits::withCompaction);
            case OTHER -> {}
        }
    }

    private synchronized void put(SendWatch.Sent sent, Treatment treatment) {
        Place place = new Place(sent.source(), sent.offset());
        known.remove(place); // to become the youngest
        known.put(place, new Known(treatment, nanoTime.getAsLong() + REMEMBERED.toNanos()));
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private static String words(SendWatch.Failure failure) {
        return failure.record().topic() + " partition " + failure.record().partition() + " refused the answer to "
                + failure.sent().source().topic() + " partition "
                + failure.sent().source().partition() + " offset "
                + failure.sent().offset() + " ("
                + failure.reason().getClass().getSimpleName() + ": "
                + failure.reason().getMessage() + ")";
    }
}
