package io.inceptionstreams.stream.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Turns outcomes into what the output topics hold. Thread-safe; results are encoded on the thread that made them. */
public final class OutcomeEncoder {

    private final EventWriter writer = new EventWriter();
    private final int maxResultBytes;

    public OutcomeEncoder(int maxResultBytes) {
        this.maxResultBytes = maxResultBytes;
    }

    public OutputRecord of(Outcome outcome, SourceRecord record) {
        if (outcome instanceof Rejected rejected) {
            return deadLetter(rejected, record);
        }
        byte[] json = writer.write((Labelled) outcome);
        return json.length <= maxResultBytes
                ? OutputRecord.labels(json, record.partition().partition())
                : deadLetter(
                        new Rejected(
                                Reason.RESULT_TOO_LARGE,
                                "the result has " + json.length + " bytes; output.max-bytes is " + maxResultBytes),
                        record);
    }

    private static OutputRecord deadLetter(Rejected rejected, SourceRecord record) {
        TopicPartition source = record.partition();
        List<Header> headers = DeadLetterHeaders.of(
                        rejected, source.topic(), source.partition(), record.offset(), record.timestamp())
                .entrySet()
                .stream()
                .<Header>map(e -> new RecordHeader(e.getKey(), e.getValue().getBytes(UTF_8)))
                .toList();
        return OutputRecord.deadLetter(record.value(), rejected, headers, source.partition());
    }
}
