package io.inceptionstreams.stream.output;

import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What a broker has against a single record; other records of the same topic may be taken. */
enum Refusal {
    TIMESTAMP,
    SIZE,
    /** A compacted topic takes no record without a key. */
    KEY,
    /** A rule that only the broker knows. */
    OTHER;

    /**
     * What an exception says about a record; empty when it is about something else than records.
     *
     * <p>A broker gives one error for a batch, and the client tells {@link InvalidRecordException} for each guilty record
     * where there are several, whatever is wrong with them: only the text tells timestamps.
     */
    static Optional<Refusal> of(Exception exception, ProducerRecord<byte[], byte[]> record) {
        if (exception instanceof RecordTooLargeException || exception instanceof RecordBatchTooLargeException) {
            return Optional.of(SIZE);
        }
        if (exception instanceof InvalidTimestampException) {
            return Optional.of(TIMESTAMP);
        }
        if (exception instanceof InvalidRecordException) {
            return Optional.of(namesTimestamp(exception, record) ? TIMESTAMP : record.key() == null ? KEY : OTHER);
        }
        return Optional.empty();
    }

    /** Whether the exception is what the client tells the sound records of a batch that has a guilty one. */
    static boolean isCollateral(Exception exception) {
        return exception.getClass() == KafkaException.class;
    }

    /** Whether the exception is about the timestamp of this very record. */
    static boolean namesTimestamp(Exception exception, ProducerRecord<byte[], byte[]> record) {
        String message = String.valueOf(exception.getMessage());
        return message.startsWith("Timestamp ") && message.contains(" " + record.timestamp() + " ");
    }
}
