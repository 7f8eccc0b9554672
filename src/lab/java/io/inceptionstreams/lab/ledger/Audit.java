package io.inceptionstreams.lab.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.ResultReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Holds each committed answer against its event. Answers are entered in the order of their partitions; entered by one
 * thread, judged by another.
 */
final class Audit {

    private static final int MOST_EXAMPLES = 20;

    private final Events events;
    private final int count;
    private final Outstanding outstanding;
    private final @Nullable Versions versions;
    private final Map<String, Integer> byVersion = new TreeMap<>();
    private final ResultReader results = new ResultReader();
    private final BitSet seen = new BitSet();
    private final Map<String, Integer> lastOf = new HashMap<>();
    private final Map<Integer, @Nullable String> toldOffset = new HashMap<>();
    private final int[] partitionOf;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Integer> byReason = new TreeMap<>();
    private int labelled;
    private int duplicated;
    private int reordered;
    private int corrupted;

    /** @param versions of the model that may answer; null: any */
    Audit(Events events, int count, Outstanding outstanding, @Nullable Versions versions) {
        this.events = events;
        this.count = count;
        this.outstanding = outstanding;
        this.versions = versions;
        this.partitionOf = new int[count];
    }

    synchronized void enter(ConsumerRecord<byte[], byte[]> record, boolean label) {
        int number = Events.number(record.key());
        if (number < 0 || number >= count) {
            corrupted++;
            find("an answer with a key that no event has: " + place(record));
            return;
        }
        if (seen.get(number)) {
            duplicated++;
            find("event " + number + " is answered again: " + place(record));
            return;
        }
        seen.set(number);
        outstanding.answered(number);
        partitionOf[number] = record.partition();
        String reason = label ? null : header(record, DeadLetterHeaders.REASON);
        if (reason == null) {
            labelled++;
        } else {
            byReason.merge(reason, 1, Integer::sum);
        }
        // Numbers were sent in their order, so that within a partition they come in the order of their offsets.
        Integer before = lastOf.put(record.topic() + "-" + record.partition(), number);
        if (before != null && before > number) {
            reordered++;
            find("event " + number + " comes after event " + before + ": " + place(record));
        }
        String wrong = label ? wrongInLabel(record, number) : wrongInDeadLetter(record, number);
        if (wrong != null) {
            corrupted++;
            find("event " + number + ": " + wrong + ": " + place(record));
        }
    }

    private @Nullable String wrongInLabel(ConsumerRecord<byte[], byte[]> record, int number) {
        Reason rejection = events.rejection(number);
        if (rejection != null) {
            return "has labels, although it must be rejected as " + rejection.code();
        }
        try {
            Labelled result = results.read(record.value());
            if (!result.id().equals(Events.key(number))) {
                return "has the result of " + result.id();
            }
            String version = result.model().version();
            byVersion.merge(version, 1, Integer::sum);
            String wrong = versions == null ? null : versions.wrong(number, version);
            if (wrong != null) {
                return wrong;
            }
        } catch (InvalidEventException e) {
            return "its result cannot be read: " + e.getMessage();
        }
        return wrongInBoth(record, number);
    }

    private @Nullable String wrongInDeadLetter(ConsumerRecord<byte[], byte[]> record, int number) {
        if (!Arrays.equals(record.value(), events.value(number))) {
            return "its dead letter has other bytes";
        }
        toldOffset.put(number, header(record, DeadLetterHeaders.OFFSET));
        return wrongInBoth(record, number);
    }

    /** A timestamp that the topic does not take is replaced, and stands in a header. */
    private @Nullable String wrongInBoth(ConsumerRecord<byte[], byte[]> record, int number) {
        long timestamp = events.timestamp(number);
        if (record.timestamp() == timestamp) {
            return null;
        }
        if (!events.isInFuture(number)) {
            return "its timestamp changed";
        }
        return "timestamp".equals(header(record, DeadLetterHeaders.ALTERED))
                        && String.valueOf(timestamp).equals(header(record, DeadLetterHeaders.TIMESTAMP))
                ? null
                : "its timestamp changed, and the headers do not say from which";
    }

    /** What only the producer's acknowledgements tell, which may come later than an answer. */
    private int misplaced() {
        int misplaced = 0;
        for (int i = seen.nextSetBit(0); i >= 0; i = seen.nextSetBit(i + 1)) {
            boolean moved = partitionOf[i] != outstanding.partition(i);
            boolean wrongOffset = toldOffset.containsKey(i)
                    && !String.valueOf(outstanding.offset(i)).equals(toldOffset.get(i));
            if (moved || wrongOffset) {
                misplaced++;
                find("event " + i + (moved ? ": changed its partition" : ": its dead letter tells another offset"));
            }
        }
        return misplaced;
    }

    synchronized int answered() {
        return seen.cardinality();
    }

    /** The verdict, once: when every event is acknowledged and no further answer is to come. */
    synchronized Report report() {
        Map<String, Integer> unexpected = new TreeMap<>(byReason);
        int lost = 0;
        for (int i = 0; i < count; i++) {
            Reason rejection = events.rejection(i);
            if (rejection != null && seen.get(i)) {
                unexpected.merge(rejection.code(), -1, Integer::sum);
            }
            if (!seen.get(i) && !outstanding.isGone(i)) {
                lost++;
                find("event " + i + " is not answered; it is in partition " + outstanding.partition(i) + " at offset "
                        + outstanding.offset(i));
            }
        }
        unexpected.values().removeIf(n -> n == 0);
        return new Report(
                lost,
                duplicated,
                reordered,
                corrupted + misplaced(),
                labelled,
                Map.copyOf(byReason),
                Map.copyOf(unexpected),
                Map.copyOf(byVersion),
                List.copyOf(findings));
    }

    /**
     * The account of a run.
     *
     * @param deadLetters by reason
     * @param unexpected dead letters of events that deserved labels, by reason; negative where an event that must be
     *     rejected for that reason was rejected for another
     * @param byVersion answers with labels, by the version of the model
     * @param findings the first of what is wrong, in words
     */
    record Report(
            int lost,
            int duplicated,
            int reordered,
            int corrupted,
            int labelled,
            Map<String, Integer> deadLetters,
            Map<String, Integer> unexpected,
            Map<String, Integer> byVersion,
            List<String> findings) {

        /** Whether every event got the answer that it deserved, and once, or at least once where that is the promise. */
        boolean passes(boolean exactlyOnce) {
            return lost == 0
                    && (duplicated == 0 || !exactlyOnce)
                    && reordered == 0
                    && corrupted == 0
                    && unexpected.isEmpty();
        }
    }

    private void find(String finding) {
        if (findings.size() < MOST_EXAMPLES) {
            findings.add(finding);
        }
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + " offset " + record.offset();
    }
}
