package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.Photos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong arguments are told before the model is loaded, a broker is started or Kafka is asked: there is no model where
 * these command lines name one, and no broker, and yet another error is told.
 */
final class ArgumentsFirstTest {

    private static final String NO_SUCH_BROKER = "127.0.0.1:9";

    @TempDir
    Path folder = Path.of("");

    @Test
    void filesToClassify() {
        CommandRun run = classify(folder.resolve("absent.jpg").toString(), folder.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "error: " + folder.resolve("absent.jpg") + ": no such file or folder",
                        "error: " + folder + ": holds no image: no name ends in .jpg, .jpeg, .png, .webp, .gif, .bmp");
    }

    @Test
    void thePlaceOfAContactSheet() throws IOException {
        String photo = Files.write(folder.resolve("a.jpg"), Photos.jpeg("coffee.png", 320, 240))
                .toString();
        byte[] before = Files.readAllBytes(Path.of(photo));

        assertThat(classify("--html", photo, photo).err())
                .isEqualToIgnoringNewLines("error: --html: the name must end in .html: " + photo);
        assertThat(Files.readAllBytes(Path.of(photo))).isEqualTo(before);
        String nowhere = folder.resolve("absent/sheet.html").toString();
        assertThat(classify("--html", nowhere, photo).err())
                .isEqualToIgnoringNewLines("error: --html: cannot be written: " + nowhere);
    }

    @Test
    void settingsToClassifyWith() {
        assertThat(classify("--set", "fetch.connections=1", "--set", "fetch.connections-per-host=2", "a.jpg")
                        .err())
                .isEqualToIgnoringNewLines("error: fetch.connections-per-host must be at most fetch.connections=1: 2");
    }

    @Test
    void theFolderOfTheDemo() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jpg"), "bytes");
        Path comma = Files.createDirectories(folder.resolve("a, b"));
        Files.writeString(comma.resolve("a.jpg"), "bytes");

        assertThat(demo("--images", folder.resolve("absent").toString()).err())
                .isEqualToIgnoringNewLines("error: --images: " + folder.resolve("absent") + ": no such folder");
        assertThat(demo("--images", file.toString()).err())
                .isEqualToIgnoringNewLines("error: --images: " + file + ": is no folder");
        assertThat(demo("--images", comma.toString()).err()).contains("a comma parts the folders of fetch.file-roots");
        assertThat(demo("--set", "decode.max-scans=5000").err())
                .contains("decode.max-scans=5000 (--set): expected an integer from 1 to 1000");
        assertThat(demo("--set", "topics.labels=image-references").err())
                .contains("topics.references, topics.labels and topics.dead-letters must be three topics");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--labels=0    | --labels: expected 1 to 1000: 0",
                "--labels=1001 | --labels: expected 1 to 1000: 1001",
                "--repeat=0    | --repeat must be at least 1: 0",
                "--repeat=-3   | --repeat must be at least 1: -3",
                "--within=NaN  | --within must be at most 3153600000 seconds: NaN",
                "--within=1e12 | --within must be at most 3153600000 seconds: 1.0E12",
            })
    void numbersToPublish(String option, String message) {
        CommandRun run = publish(option, "http://images/cat.jpg");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("error: " + message);
    }

    @Test
    void imagesToPublish() throws IOException {
        Path sub = Files.createDirectories(folder.resolve("sub"));
        Files.writeString(sub.resolve("a.jpg"), "bytes");

        assertThat(publish("http://images/cat.jpg", folder.toString()).err())
                .isEqualToIgnoringNewLines("error: " + folder
                        + ": holds no image: no name ends in .jpg, .jpeg, .png, .webp, .gif, .bmp; not looked at: 1 subfolder"
                        + " (--recursive looks into it)");
        assertThat(publish("s3://bucket/cat.jpg").err())
                .isEqualToIgnoringNewLines("error: s3://bucket/cat.jpg: no such file, and not a URI of a known scheme");
    }

    private CommandRun classify(String... more) {
        return run(Stream.of("classify", "--model", folder.resolve("no-model").toString()), more);
    }

    private CommandRun demo(String... more) {
        return run(Stream.of("demo", "--model", folder.resolve("no-model").toString()), more);
    }

    private static CommandRun publish(String... more) {
        return run(Stream.of("publish", "--bootstrap-servers", NO_SUCH_BROKER), more);
    }

    private static CommandRun run(Stream<String> command, String... more) {
        List<String> arguments = new ArrayList<>(command.toList());
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
