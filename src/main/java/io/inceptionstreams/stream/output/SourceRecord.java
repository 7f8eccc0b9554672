package io.inceptionstreams.stream.output;

import io.inceptionstreams.event.DeadLetterHeaders;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record of the references topic, and where it stands. Immutable, as long as no one changes its bytes and headers. */
public final class SourceRecord {

    private final TopicPartition partition;
    private final long offset;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final long timestamp;
    private final Headers headers;

    private SourceRecord(Record<byte[], byte[]> record, TopicPartition partition, long offset) {
        this.partition = partition;
        this.offset = offset;
        this.key = record.key();
        this.value = record.value();
        this.timestamp = record.timestamp();
        this.headers = ownOf(record.headers());
    }

    /** Copies the headers, because Kafka Streams reuses those of the record that it hands in. */
    public static SourceRecord of(Record<byte[], byte[]> record, TopicPartition partition, long offset) {
        return new SourceRecord(record, partition, offset);
    }

    /** Headers of an earlier round would lie. */
    private static Headers ownOf(Headers received) {
        Headers own = new RecordHeaders();
        for (Header header : received) {
            if (!DeadLetterHeaders.isReserved(header.key())) {
                own.add(header);
            }
        }
        return own;
    }

    public TopicPartition partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    byte @Nullable [] key() {
        return key;
    }

    public byte @Nullable [] value() {
        return value;
    }

    public long timestamp() {
        return timestamp;
    }

    /** The event's own, without those of an earlier round. */
    Headers headers() {
        return headers;
    }

    /** Bytes of key and value, which the record keeps on the heap while it waits. */
    public int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
