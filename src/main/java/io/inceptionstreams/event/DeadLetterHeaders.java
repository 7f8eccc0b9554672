package io.inceptionstreams.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers that make an event a dead letter. Its key, its value and its own headers stay untouched, so that it can be
 * sent again as it was; these headers are added, and replace those of the same name from an earlier round.
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

    /** All of them; what an event already has under these names is to be removed. */
    public static final List<String> NAMES = List.of(TOPIC, PARTITION, OFFSET, TIMESTAMP, REASON, DETAIL);

    private static final int MAX_DETAIL = 1000;

    private DeadLetterHeaders() {}

    /**
     * Names and values, in the order of {@link #NAMES}.
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
