package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} on a folder of one's own, in this JVM. */
final class DemoIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aLineAnImageAndALastLineWithThroughput() throws IOException {
        Files.write(folder.resolve("cat.jpg"), Photos.jpeg("chelsea.png", 450, 300));
        Files.createDirectories(folder.resolve("space"));
        Files.write(folder.resolve("space/rocket.jpg"), Photos.sample("rocket.jpg"));

        CommandRun run = demo("--recursive");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(3);
        String timings =
                " +fetch [0-9.]+  decode [0-9.]+  queue [0-9.]+  inference [0-9.]+  total [0-9.]+ ms +batch [12] on cpu(:bfloat16)?";
        assertThat(run.lines().subList(0, 2))
                .anySatisfy(line -> assertThat(line).matches("cat.jpg +Neutral +0\\.99\\d\\d" + timings))
                .anySatisfy(line -> assertThat(line).matches("rocket.jpg +Neutral +0\\.9\\d\\d\\d" + timings));
        assertThat(run.lines().get(2))
                .matches(
                        "2 images in [0-9.]+ s: [0-9.]+ images/s on cpu(:bfloat16)?, batches of [12]\\.0, 0 dead letters");
    }

    @Test
    void withADeadLetterTheExitCodeIsOneAndJsonIsJsonAlone() throws Exception {
        Files.write(folder.resolve("cat.jpg"), Photos.jpeg("chelsea.png", 450, 300));
        Files.write(folder.resolve("torn.jpg"), Photos.torn(Photos.jpeg("coffee.png", 640, 480)));

        CommandRun run = demo("--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lines()).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        List<String> results = run.lines().stream()
                .filter(line -> !line.contains("deadLetter"))
                .toList();
        Labelled cat = new ResultReader().read(results.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(cat.id()).isEqualTo("cat.jpg");
        assertThat(run.err()).contains("2 images in ").contains("1 dead letters");
    }

    private CommandRun demo(String... more) {
        List<String> standard = List.of(
                "demo",
                "--images",
                folder.toString(),
                "--model",
                RealModel.FOLDER,
                "--set",
                "infer.device=cpu",
                "--set",
                "infer.warm-up=max",
                "--set",
                "batch.max-size=2");
        return CommandRun.of(Stream.concat(standard.stream(), Stream.of(more)).toArray(String[]::new));
    }
}
