package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Gives each answer the form in which its output takes it: mostly with all that its event has. A record that its output
 * would refuse stops a partition for good, because it may neither be skipped nor written; so what is refused is left out,
 * and said in the record. Thread-safe.
 */
public final class Fitting {

    private final StreamTopics topics;
    private final OutcomeEncoder encoder;
    private final OutputLimits limits;
    private final Refusals refusals;
    private final Sending sending;
    private final InstantSource clock;

    /**
     * What the producer does.
     *
     * @param maxBytes of a record before compression: {@code max.request.size} or {@code buffer.memory}, with a margin
     * @param compression its {@code compression.type}
     */
    public record Sending(long maxBytes, String compression) {

        /** The bytes of a record as they arrive at a broker. */
        long sizeOf(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
            return compression.equals("none")
                    ? RecordSize.plain(key, value, headers)
                    : RecordSize.compressed(compression, key, value, headers);
        }
    }

    public Fitting(
            StreamTopics topics,
            OutcomeEncoder encoder,
            OutputLimits limits,
            Refusals refusals,
            Sending sending,
            InstantSource clock) {
        this.topics = topics;
        this.encoder = encoder;
        this.limits = limits;
        this.refusals = refusals;
        this.sending = sending;
        this.clock = clock;
    }

    /** The answer of a record that is done, as it should be sent now. */
    public Outgoing of(SourceRecord event, OutputRecord answer) {
        Treatment treatment = refusals.treatment(event.partition(), event.offset());
        if (answer.rejected() != null) {
            return deadLetter(event, answer, treatment);
        }
        Outgoing label = label(event, answer, treatment);
        Rejected misfit = misfit(label, treatment);
        return misfit == null ? label : deadLetter(event, encoder.of(misfit, event), treatment);
    }

    /** What outputs refused of a partition from {@code offset} on says nothing of the records that stand there now. */
    public void logReplaced(TopicPartition source, long offset) {
        refusals.forgetFrom(source, offset);
    }

    private Outgoing label(SourceRecord event, OutputRecord answer, Treatment treatment) {
        String topic = topics.labels();
        TopicLimits taken = limits.of(topic);
        long now = clock.millis();
        if (!treatment.label().contains(Refusal.TIMESTAMP) && taken.takesTimestamp(event.timestamp(), now)) {
            Record<byte[], OutputRecord> record = new Record<>(event.key(), answer, event.timestamp(), event.headers());
            return new Outgoing(Outgoing.LABELS, topic, record, treatment.alone(), Set.of(), false, "");
        }
        Record<byte[], OutputRecord> record = new Record<>(event.key(), answer, now, event.headers());
        add(record.headers(), DeadLetterHeaders.TIMESTAMP, Long.toString(event.timestamp()));
        add(record.headers(), DeadLetterHeaders.ALTERED, Change.TIMESTAMP.code());
        return new Outgoing(
                Outgoing.LABELS,
                topic,
                record,
                treatment.alone(),
                Set.of(Change.TIMESTAMP),
                false,
                Remedies.timestamp(topic, taken, event.timestamp(), now));
    }

    /** Why the labels topic does not take a result, in any form; null when it does, for all that is known. */
    private @Nullable Rejected misfit(Outgoing label, Treatment treatment) {
        String topic = label.topic();
        TopicLimits taken = limits.of(topic);
        if (treatment.refusedLabel() != null) {
            return new Rejected(Reason.OUTPUT_REFUSED, topic + " refuses the result: " + treatment.refusedLabel());
        }
        byte[] key = label.record().key();
        if (key == null && (taken.compacted() || treatment.label().contains(Refusal.KEY))) {
            return new Rejected(
                    Reason.OUTPUT_REFUSED,
                    topic + " is compacted (cleanup.policy) and takes no result without a key; the event has none");
        }
        byte[] value = label.record().value().value();
        Headers headers = label.record().headers();
        if (treatment.label().contains(Refusal.SIZE) || !fits(taken, key, value, headers)) {
            return new Rejected(
                    Reason.RESULT_TOO_LARGE,
                    "the record of the result has " + RecordSize.plain(key, value, headers)
                            + " bytes with its key and headers; " + Remedies.most(topic, taken, sending));
        }
        return null;
    }

    private Outgoing deadLetter(SourceRecord event, OutputRecord answer, Treatment treatment) {
        String topic = topics.deadLetters();
        TopicLimits taken = limits.of(topic);
        long now = clock.millis();
        DeadLetter letter = new DeadLetter(event, answer);
        boolean needsKey = taken.compacted() || treatment.deadLetter().contains(Refusal.KEY) || treatment.bare();
        if (treatment.bare()
                || treatment.deadLetter().contains(Refusal.TIMESTAMP)
                || !taken.takesTimestamp(event.timestamp(), now)) {
            letter.stamp(now);
        }
        if (needsKey) {
            letter.requireKeyAndValue();
        }
        if (treatment.bare()) {
            letter.shorten();
        }
        long whole = RecordSize.plain(letter.key(), letter.value(), letter.headers());
        int omitted = 0;
        while (letter.shrinks()
                && (treatment.bare()
                        || omitted < treatment.omitted()
                        || !fits(taken, letter.key(), letter.value(), letter.headers()))) {
            letter.omitLargest();
            omitted++;
        }
        EnumSet<Change> changes = letter.changes();
        return new Outgoing(
                Outgoing.DEAD_LETTERS,
                topic,
                letter.toRecord(),
                treatment.alone(),
                changes,
                letter.shrinks(),
                changes.isEmpty() ? "" : Remedies.deadLetter(topics, taken, sending, changes, event, whole, now));
    }

    private boolean fits(TopicLimits taken, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long plain = RecordSize.plain(key, value, headers);
        if (plain > sending.maxBytes()) {
            return false;
        }
        boolean asProduced = taken.compression().equals(TopicLimits.AS_PRODUCED);
        return compressedFits(sending.compression(), taken.maxBytes(), plain, key, value, headers)
                && (asProduced || compressedFits(taken.compression(), taken.maxBytes(), plain, key, value, headers));
    }

    private static boolean compressedFits(
            String codec, long most, long plain, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        if (codec.equals("none") || codec.equals("uncompressed")) {
            return plain <= most;
        }
        // What cannot be compressed grows by the frames of the codec. Close to the limit, and beyond it, only trying
        // tells.
        return plain + plain / 16 + 256 <= most || RecordSize.compressed(codec, key, value, headers) <= most;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
