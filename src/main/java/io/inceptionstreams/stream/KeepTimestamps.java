package io.inceptionstreams.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * An event's own timestamp; where it has none, the time it is read. Kafka Streams' extractors fail on such an event or
 * skip it, and an event must not be skipped; a timestamp of zero would have its answer deleted by retention at once.
 */
final class KeepTimestamps implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> event, long partitionTime) {
        return event.timestamp() >= 0 ? event.timestamp() : System.currentTimeMillis();
    }
}
