package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class PrintableWriterTest {

    private final StringWriter terminal = new StringWriter();
    private final PrintWriter out = new PrintWriter(new PrintableWriter(terminal), true);

    @Test
    void linesAndTabulatorsStay() {
        out.println("a\tb");
        out.printf("%s%n", "c\nd 😀");

        assertThat(terminal.toString()).isEqualToNormalizingNewlines("a\tb\nc\nd 😀\n");
    }

    @Test
    void whatATerminalObeysIsShown() {
        out.print("\u001b[31m");
        out.print('\u0007');
        out.print(new char[] {'\u202e', 'x'});

        assertThat(terminal.toString()).isEqualTo("\\u001b[31m\\u0007\\u202ex");
    }
}
