package io.inceptionstreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.event.DeadLetterHeaders;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.util.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of {@code watch --json}, which others read with programs. */
final class ResultPrinterTest {

    private final StringWriter printed = new StringWriter();
    private final ResultPrinter printer = new ResultPrinter(new PrintWriter(printed), true);

    @Test
    void aResultIsWhatIsInTheTopic() throws Exception {
        byte[] result = result("Zürich");

        printer.label(new ConsumerRecord<>("image-labels", 0, 0, new byte[0], result));

        assertThat(printed.toString()).isEqualTo(new String(result, UTF_8) + System.lineSeparator());
    }

    @Test
    void aDeadLetterIsTheObjectThatTheDocumentationShows() throws IOException {
        byte[] event = new EventWriter()
                .write(new ImageReference("cat-1", "https://images.example/cat.jpg", null, null, null));

        printer.deadLetter(deadLetter(event, "the JPEG has 31 % of its data; decode.min-complete is 0.9"));

        assertThat(printed.toString().lines()).hasSize(1);
        assertThat(Files.readString(Path.of("docs/dead-letters.md"))).contains("\n" + printed);
    }

    @Test
    void anEventThatIsNoJsonIsText() {
        printer.deadLetter(deadLetter("no \"JSON\"\n".getBytes(UTF_8), "line 1: not JSON"));

        assertThat(printed.toString())
                .isEqualToIgnoringNewLines(
                        "{\"deadLetter\":\"image-corrupt\",\"detail\":\"line 1: not JSON\",\"event\":\"no \\\"JSON\\\"\\n\"}");
    }

    @Test
    void aResultThatAnotherProgramWroteIsOneLineOfTheSameValue() throws Exception {
        byte[] result = result("\u202egnp.\u009b2J\u200b");
        String spread =
                new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(new JsonMapper().readTree(result));

        printer.label(new ConsumerRecord<>("image-labels", 0, 0, new byte[0], spread.getBytes(UTF_8)));

        assertThat(printed.toString().lines()).hasSize(1);
        assertThat(new JsonMapper().readTree(printed.toString())).isEqualTo(new JsonMapper().readTree(result));
        assertFitForATerminal();
    }

    /** Titles, colours, a cleared screen, a second line, letters from right to left: nothing of an event is obeyed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTerminalObeysNothingOfAnEvent(boolean json) throws Exception {
        ResultPrinter any = new ResultPrinter(new PrintWriter(printed), json);
        String hostile = "a\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\u2066\u200f\u2028\u0085\udb40\udc41b";
        any.label(new ConsumerRecord<>("image-labels", 0, 0, new byte[0], result(hostile)));
        any.deadLetter(deadLetter(
                new EventWriter().write(new ImageReference("1", "https://a.example/" + hostile, null, null, null)),
                hostile));
        any.deadLetter(deadLetter(("no JSON " + hostile + "\r\nforged").getBytes(UTF_8), hostile));
        ConsumerRecord<byte[], byte[]> foreign = new ConsumerRecord<>(
                "image-dead-letters", 0, 0, ("key\n" + hostile).getBytes(UTF_8), hostile.getBytes(UTF_8));
        foreign.headers().add(DeadLetterHeaders.REASON, ("reason\n" + hostile).getBytes(UTF_8));
        foreign.headers().add(DeadLetterHeaders.DETAIL, ("detail\n" + hostile).getBytes(UTF_8));
        any.deadLetter(foreign);

        assertThat(printed.toString().lines()).hasSize(4);
        assertFitForATerminal();
    }

    private void assertFitForATerminal() {
        assertThat(printed.toString().replace(System.lineSeparator(), "").codePoints())
                .allMatch(Printable::isPrintable);
    }

    /** With this text wherever a result has text. */
    private static byte[] result(String text) {
        return new EventWriter()
                .write(new Labelled(
                        text,
                        "https://a.example/" + text,
                        List.of(new Labelled.Label(text, 0, 0.5f)),
                        new Labelled.ModelId(text, text, "0".repeat(64)),
                        new Labelled.Image(1, 1, "png", "0".repeat(64)),
                        new Labelled.Timings(0, 0, 0, 0, 0),
                        1,
                        text,
                        false,
                        null,
                        null));
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(byte[] event, String detail) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("image-dead-letters", 0, 0, new byte[0], event);
        DeadLetterHeaders.of(new Rejected(Reason.IMAGE_CORRUPT, detail), "image-references", 0, 0, 0)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
