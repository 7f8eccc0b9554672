package io.inceptionstreams.stream;

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
final class Answers {

    private final EventWriter writer = new EventWriter();
    private final int maxResultBytes;

    Answers(int maxResultBytes) {
        this.maxResultBytes = maxResultBytes;
    }

    Answer of(Outcome outcome, Work work, TopicPartition source) {
        if (outcome instanceof Rejected rejected) {
            return deadLetter(rejected, work, source);
        }
        byte[] json = writer.write((Labelled) outcome);
        return json.length <= maxResultBytes
                ? Answer.labels(json, source.partition())
                : deadLetter(
                        new Rejected(
                                Reason.RESULT_TOO_LARGE,
                                "the result has " + json.length + " bytes; output.max-bytes is " + maxResultBytes),
                        work,
                        source);
    }

    private static Answer deadLetter(Rejected rejected, Work work, TopicPartition source) {
        List<Header> headers =
                DeadLetterHeaders.of(rejected, source.topic(), source.partition(), work.offset(), work.timestamp())
                        .entrySet()
                        .stream()
                        .<Header>map(
                                e -> new RecordHeader(e.getKey(), e.getValue().getBytes(UTF_8)))
                        .toList();
        return Answer.deadLetter(work.value(), rejected, headers, source.partition());
    }
}
