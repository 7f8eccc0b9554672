package io.inceptionstreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.kafka.ReferencePublisher;
import io.inceptionstreams.util.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Prints what the output topics hold, a line an answer. Their text comes from events: it stays on its line, and a terminal
 * obeys none of it.
 */
public final class ResultPrinter {

    private static final int NAME_WIDTH = 24;

    private final ResultReader results = new ResultReader();
    private final EventReader references = new EventReader();
    private final PrintWriter out;
    private final boolean json;

    /**
     * @param json results as they are in the topic, and dead letters as objects with {@code deadLetter} (the reason),
     *     {@code detail} and {@code event} (the value as text, which may be no JSON), instead of lines for people
     */
    ResultPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints a result, and returns it to be counted. */
    Labelled label(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
        Labelled labelled = results.read(record.value());
        out.println(json ? Printable.json(new String(record.value(), UTF_8)).strip() : line(labelled));
        out.flush();
        return labelled;
    }

    void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        String reason = header(record, DeadLetterHeaders.REASON);
        String detail = header(record, DeadLetterHeaders.DETAIL);
        out.println(
                json
                        ? JsonLine.object("deadLetter", reason, "detail", detail, "event", text(record.value()))
                        : Printable.line(String.format(
                                "%-" + NAME_WIDTH + "s dead letter: %s: %s", name(record), reason, detail)));
        out.flush();
    }

    static String line(Labelled labelled) {
        Labelled.Label best = labelled.labels().get(0);
        Labelled.Timings t = labelled.timings();
        return Printable.line(String.format(
                Locale.ROOT,
                "%-" + NAME_WIDTH + "s %-10s %.4f   fetch %.1f  decode %.1f  queue %.1f  inference %.1f  total %.1f ms"
                        + "   batch %d on %s%s",
                ReferencePublisher.imageName(labelled.uri()),
                best.label(),
                best.score(),
                t.fetch(),
                t.decode(),
                t.queue(),
                t.inference(),
                t.total(),
                labelled.batchSize(),
                labelled.device(),
                labelled.cached() ? " (cached)" : ""));
    }

    private String name(ConsumerRecord<byte[], byte[]> record) {
        try {
            return ReferencePublisher.imageName(references.read(record.value()).uri());
        } catch (InvalidEventException e) {
            return record.key() == null ? "(an unreadable event)" : text(record.key());
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "(no " + name + ")" : text(header.value());
    }

    private static String text(byte[] bytes) {
        return new String(Objects.requireNonNullElse(bytes, new byte[0]), UTF_8);
    }
}
