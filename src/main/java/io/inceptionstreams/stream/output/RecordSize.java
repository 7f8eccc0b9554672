package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record as brokers measure it against {@code max.message.bytes}: as a batch of its own. What is refused as
 * part of a larger batch is no matter, because the producer splits such a batch. Pure functions.
 */
final class RecordSize {

    private static final int BATCH_HEAD = 61;

    /** Attributes, and the differences to the batch's timestamp and offset: none, as the record is the batch's first. */
    private static final int RECORD_HEAD = 3;

    private RecordSize() {}

    /** Without compression. */
    static long plain(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long body = RECORD_HEAD + field(key) + field(value);
        int count = 0;
        for (Header header : headers) {
            count++;
            body += field(header.key().getBytes(UTF_8)) + field(header.value());
        }
        body += varint(count);
        return BATCH_HEAD + varint(body) + body;
    }

    /**
     * Compressed, which takes the time that compression takes.
     *
     * @param codec as {@code compression.type} has it
     */
    static long compressed(String codec, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        Compression compression = Compression.of(CompressionType.forName(codec)).build();
        return MemoryRecords.withRecords(compression, new SimpleRecord(0, key, value, headers.toArray()))
                .sizeInBytes();
    }

    private static long field(byte @Nullable [] bytes) {
        return bytes == null ? 1 : varint(bytes.length) + bytes.length;
    }

    /** Bytes of a number that is not negative, in Protocol Buffers' zig-zag encoding. */
    private static int varint(long number) {
        int significant = Long.SIZE - Long.numberOfLeadingZeros(number << 1);
        return Math.max(1, (significant + 6) / 7);
    }
}
