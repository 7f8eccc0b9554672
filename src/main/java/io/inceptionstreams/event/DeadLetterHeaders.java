package io.inceptionstreams.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers that make an event a dead letter. Its key, its value and its own headers stay untouched, so that it can be
 * sent again as it was; these headers are added, and every header with a {@link #isReserved reserved} name is removed.
 *
 * <p>Where an event came from is said with the names of Kafka Streams' own dead letters (KIP-1034), which existing tools
 * know. The KIP's exception, message and stacktrace are left out: most rejections are no exception of ours, and one
 * sentence in one place is enough. Values are UTF-8 text.
 */
public final class DeadLetterHeaders {

    /** The source topic. */
    public static final String TOPIC = "__streams.errors.topic";

    /** The source partition, in decimal digits. */
    public static final String PARTITION = "__streams.errors.partition";

    /** The source offset, in decimal digits. */
    public static final String OFFSET = "__streams.errors.offset";

    /** The source record's timestamp: milliseconds since 1970 in decimal digits, as Kafka's tools print it. */
    public static final String TIMESTAMP = "inception.timestamp";

    /** {@link Reason#code()}. */
    public static final String REASON = "inception.reason";

    /** {@link Rejected#detail()}, on one line and at most {@value #MAX_DETAIL} chars. */
    public static final String DETAIL = "inception.detail";

    /**
     * What the record does not have from its event, because the topic would have refused it: some of {@code timestamp},
     * {@code value}, {@code headers} and {@code key}, with commas between them. Without this header, it has everything.
     */
    public static final String ALTERED = "inception.altered";

    /** The SHA-256 digest of the event's value, where {@link #ALTERED} names it and there was one: hexadecimal digits. */
    public static final String VALUE_SHA256 = "inception.value.sha256";

    /** Its bytes, in decimal digits. */
    public static final String VALUE_BYTES = "inception.value.bytes";

    /** The SHA-256 digest of the event's key, where {@link #ALTERED} names it and there was one: hexadecimal digits. */
    public static final String KEY_SHA256 = "inception.key.sha256";

    /** Its bytes, in decimal digits. */
    public static final String KEY_BYTES = "inception.key.bytes";

    /** The bytes of the names and values of the event's headers, where {@link #ALTERED} names them. */
    public static final String HEADERS_BYTES = "inception.headers.bytes";

    /** All of them, in the order in which they are written. */
    public static final List<String> NAMES = List.of(
            TOPIC,
            PARTITION,
            OFFSET,
            TIMESTAMP,
            REASON,
            DETAIL,
            ALTERED,
            VALUE_SHA256,
            VALUE_BYTES,
            KEY_SHA256,
            KEY_BYTES,
            HEADERS_BYTES);

    private static final int MAX_DETAIL = 1000;
    private static final List<String> RESERVED = List.of("inception.", "__streams.errors.");

    private DeadLetterHeaders() {}

    /**
     * Whether headers of this name are ours. What an event has under such a name is from an earlier round, or forged: it
     * goes to no output topic.
     */
    public static boolean isReserved(String name) {
        return RESERVED.stream().anyMatch(name::startsWith);
    }

    /**
     * The names and values that every dead letter has, in the order of {@link #NAMES}.
     *
     * @param timestamp of the source record, milliseconds since 1970
     */
    public static Map<String, String> of(Rejected rejected, String topic, int partition, long offset, long timestamp) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(TOPIC, topic);
        headers.put(PARTITION, Integer.toString(partition));
        headers.put(OFFSET, Long.toString(offset));
        headers.put(TIMESTAMP, Long.toString(timestamp));
        headers.put(REASON, rejected.reason().code());
        headers.put(DETAIL, Text.bounded(rejected.detail(), MAX_DETAIL));
        return Collections.unmodifiableMap(headers);
    }
}
