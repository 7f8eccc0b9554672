package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.Photos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify} on folders, and its contact sheet, with a simulated device: no score means anything. */
final class ClassifyCommandTest {

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void photos() throws IOException {
        Files.createDirectories(folder.resolve("more"));
        Files.write(folder.resolve("a.jpg"), Photos.jpeg("coffee.png", 320, 240));
        Files.write(folder.resolve("b.jpg"), Photos.torn(Photos.jpeg("coffee.png", 320, 240)));
        Files.write(folder.resolve("more/c.png"), Photos.sample("chelsea.png"));
    }

    @Test
    void aFolderIsClassifiedWithoutItsSubfolders() {
        CommandRun run = classify(folder.toString());

        assertThat(run.exit()).as("b.jpg is torn").isEqualTo(1);
        assertThat(run.lines().get(0)).isEqualTo(folder.resolve("a.jpg").toString());
        assertThat(run.out()).doesNotContain("c.png").contains("simulated-0");
        assertThat(run.err().lines())
                .contains(folder + ": 2 images; not looked at: 1 subfolder (--recursive looks into it)")
                .anyMatch(line -> line.startsWith("error: " + folder.resolve("b.jpg") + ": image-corrupt: "));
    }

    @Test
    void theContactSheetHasEveryFile() throws IOException {
        Path sheet = folder.resolve("sheet.html");

        CommandRun run = classify("--json", "--recursive", "--html", sheet.toString(), folder.toString());

        assertThat(run.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"uri\":\"file:"));
        String html = Files.readString(sheet);
        assertThat(html.split("<img ", -1)).hasSize(1 + 2);
        assertThat(html)
                .contains(
                        folder.resolve("a.jpg").toString(),
                        folder.resolve("more/c.png").toString())
                .contains("3 files, 2 with labels")
                .contains("on simulated:0.0+0.0");
    }

    private static CommandRun classify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("classify", "--set", "infer.device=simulated:0+0"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
