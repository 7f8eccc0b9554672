package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.model.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static void work(Progress progress) {
        progress.step("Reading");
        progress.step("Writing");
        for (int done = 1; done <= 60; done++) {
            progress.advance(done, 60);
        }
        progress.end();
        progress.end();
    }

    @Test
    void aLogGetsALineAStep() {
        work(new ConsoleProgress(out, false));

        assertThat(printed()).isEqualTo("Reading\nWriting\n");
    }

    @Test
    void aTerminalGetsABarThatIsDrawnWhenItGrows() {
        work(new ConsoleProgress(out, true));

        assertThat(printed()).startsWith("Reading\nWriting").endsWith("\rWriting [" + "#".repeat(30) + "] 60/60\n");
        assertThat(printed().chars().filter(c -> c == '\r').count()).isEqualTo(31);
    }
}
