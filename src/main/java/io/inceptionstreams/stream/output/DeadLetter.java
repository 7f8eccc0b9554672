package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.util.Sha256;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter while it is fitted to its topic: it begins with all that its event has. What it goes without is said in
 * its headers, with digest and size; topic, partition and offset, which lead to the original, are never left out. Not
 * thread-safe.
 */
final class DeadLetter {

    private static final byte[] EMPTY = new byte[0];
    private static final int SHORT_DETAIL = 100;

    private final SourceRecord record;
    private final OutputRecord answer;
    private final EnumSet<Change> changes = EnumSet.noneOf(Change.class);
    private byte @Nullable [] key;
    private byte @Nullable [] value;
    private long timestamp;
    private boolean ownHeaders = true;
    private boolean needsKey;
    private boolean isShort;
    private @Nullable Headers headers;

    DeadLetter(SourceRecord record, OutputRecord answer) {
        this.record = record;
        this.answer = answer;
        this.key = record.key();
        this.value = answer.value();
        this.timestamp = record.timestamp();
    }

    EnumSet<Change> changes() {
        return changes;
    }

    byte @Nullable [] key() {
        return key;
    }

    byte @Nullable [] value() {
        return value;
    }

    void stamp(long millis) {
        timestamp = millis;
        changed(Change.TIMESTAMP);
    }

    /**
     * For a compacted topic. Without a value the record would be a tombstone, which compaction deletes, and with it the
     * key's earlier dead letters.
     */
    void requireKeyAndValue() {
        needsKey = true;
        if (key == null) {
            key = place();
            changed(Change.KEY);
        }
        if (value == null) {
            value = EMPTY;
            changed(Change.VALUE);
        }
    }

    /** Cuts the detail. */
    void shorten() {
        isShort = true;
        headers = null;
    }

    /** Whether there is anything left of the event's value, headers and key. */
    boolean shrinks() {
        return largest() > 0;
    }

    /** Leaves out the largest part that is left of value, headers and key, if there is any. */
    void omitLargest() {
        long largest = largest();
        if (largest == 0) {
            return;
        }
        if (largest == ofValue()) {
            value = EMPTY;
            changed(Change.VALUE);
        } else if (largest == ofHeaders()) {
            ownHeaders = false;
            changed(Change.HEADERS);
        } else {
            key = needsKey ? place() : null;
            changed(Change.KEY);
        }
    }

    private long largest() {
        return Math.max(ofValue(), Math.max(ofHeaders(), ofKey()));
    }

    private long ofValue() {
        return value == null ? 0 : value.length;
    }

    private long ofHeaders() {
        return ownHeaders ? bytes(record.headers()) : 0;
    }

    private long ofKey() {
        return key == null || changes.contains(Change.KEY) ? 0 : key.length;
    }

    Headers headers() {
        if (headers == null) {
            headers = written();
        }
        return headers;
    }

    Record<byte[], OutputRecord> toRecord() {
        return new Record<>(key, answer.withValue(value), timestamp, headers());
    }

    private void changed(Change change) {
        changes.add(change);
        headers = null;
    }

    private Headers written() {
        Headers all = ownHeaders ? new RecordHeaders(record.headers()) : new RecordHeaders();
        for (Header header : answer.headers()) {
            all.add(isShort && header.key().equals(DeadLetterHeaders.DETAIL) ? cut(header) : header);
        }
        if (!changes.isEmpty()) {
            add(
                    all,
                    DeadLetterHeaders.ALTERED,
                    changes.stream().map(Change::code).collect(Collectors.joining(",")));
        }
        if (changes.contains(Change.VALUE)) {
            addDigest(all, DeadLetterHeaders.VALUE_SHA256, DeadLetterHeaders.VALUE_BYTES, answer.value());
        }
        if (changes.contains(Change.KEY)) {
            addDigest(all, DeadLetterHeaders.KEY_SHA256, DeadLetterHeaders.KEY_BYTES, record.key());
        }
        if (changes.contains(Change.HEADERS)) {
            add(all, DeadLetterHeaders.HEADERS_BYTES, Long.toString(bytes(record.headers())));
        }
        return all;
    }

    /** What names the event: no other has it. */
    private byte[] place() {
        return (record.partition() + "@" + record.offset()).getBytes(UTF_8);
    }

    private static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header.key().getBytes(UTF_8).length + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    private static Header cut(Header detail) {
        String text = new String(detail.value(), UTF_8);
        if (text.codePointCount(0, text.length()) <= SHORT_DETAIL) {
            return detail;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, SHORT_DETAIL)) + '…';
        return new RecordHeader(detail.key(), cut.getBytes(UTF_8));
    }

    /** Of what the event had: without bytes, no headers. */
    private static void addDigest(Headers headers, String sha256, String size, byte @Nullable [] bytes) {
        if (bytes != null) {
            add(headers, sha256, Sha256.of(bytes));
            add(headers, size, Integer.toString(bytes.length));
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
