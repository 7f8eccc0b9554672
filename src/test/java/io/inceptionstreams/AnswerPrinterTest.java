package io.inceptionstreams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The lines of {@code watch --json}, which others read with programs. */
final class AnswerPrinterTest {

    private final StringWriter printed = new StringWriter();
    private final AnswerPrinter printer = new AnswerPrinter(new PrintWriter(printed), true);

    @Test
    void aResultIsWhatIsInTheTopic() throws Exception {
        byte[] result = Files.readAllBytes(Path.of("schemas/examples/image-label.minimal.json"));

        printer.label(new ConsumerRecord<>("image-labels", 0, 0, new byte[0], result));

        assertThat(printed.toString()).isEqualTo(new String(result, UTF_8) + System.lineSeparator());
    }

    @Test
    void aDeadLetterIsTheObjectThatTheReadmeShows() throws IOException {
        byte[] event = new EventWriter()
                .write(new ImageReference("cat-1", "https://images.example/cat.jpg", null, null, null));

        printer.deadLetter(deadLetter(event, "jpeg: the data ends after 10240 of 48211 bytes"));

        assertThat(printed.toString().lines()).hasSize(1);
        assertThat(Files.readString(Path.of("README.md"))).contains("\n" + printed);
    }

    @Test
    void anEventThatIsNoJsonIsText() {
        printer.deadLetter(deadLetter("no \"JSON\"\n".getBytes(UTF_8), "line 1: not JSON"));

        assertThat(printed.toString())
                .isEqualToIgnoringNewLines(
                        "{\"deadLetter\":\"image-corrupt\",\"detail\":\"line 1: not JSON\",\"event\":\"no \\\"JSON\\\"\\n\"}");
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(byte[] event, String detail) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("image-dead-letters", 0, 0, new byte[0], event);
        DeadLetterHeaders.of(new Rejected(Reason.IMAGE_CORRUPT, detail), "image-references", 0, 0, 0)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
