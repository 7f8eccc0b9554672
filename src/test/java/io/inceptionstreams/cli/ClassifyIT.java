package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify}, against the scores of TensorFlow.js; {@code src/test/resources/golden/README.md} tells how. */
final class ClassifyIT {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final List<String> CLASSES = List.of("Drawing", "Hentai", "Neutral", "Porn", "Sexy");
    private static final double TOLERANCE = 0.001;

    private final JsonMapper json = new JsonMapper();

    @TempDir
    Path folder = Path.of("");

    @Test
    void scoresAreThoseOfTensorFlowJs() throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode golden = json.readTree(GOLDEN.resolve("scores.json").toFile());
        golden.fieldNames().forEachRemaining(names::add);

        CommandRun run = CommandRun.of(arguments(
                names.stream().map(name -> GOLDEN.resolve(name).toString()).toList()));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lines()).hasSameSizeAs(names).hasSizeGreaterThan(3);
        for (int i = 0; i < names.size(); i++) {
            JsonNode answer = json.readTree(run.lines().get(i));
            JsonNode expected = golden.get(names.get(i));

            assertThat(answer.properties().stream().map(Map.Entry::getKey)).containsExactly("uri", "labels");
            assertThat(answer.path("uri").textValue())
                    .isEqualTo(GOLDEN.resolve(names.get(i)).toUri().toString());
            assertThat(answer.path("labels")).hasSize(CLASSES.size());
            double before = 1;
            for (JsonNode label : answer.path("labels")) {
                int index = label.path("index").intValue();
                double score = label.path("score").doubleValue();
                assertThat(label.path("label").textValue()).isEqualTo(CLASSES.get(index));
                assertThat(score)
                        .as(names.get(i) + " " + index)
                        .isCloseTo(expected.path(index).doubleValue(), within(TOLERANCE));
                assertThat(score).isLessThanOrEqualTo(before);
                before = score;
            }
        }
    }

    @Test
    void aFileThatIsNoImageDoesNotKeepTheOthersFromBeingClassified() throws IOException {
        Path torn = Files.write(folder.resolve("torn.jpg"), Photos.torn(Photos.jpeg("coffee.png", 640, 480)));
        Path whole = GOLDEN.resolve("camera.png");

        CommandRun run = CommandRun.of(arguments(List.of(
                torn.toString(), whole.toString(), folder.resolve("absent.jpg").toString())));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lines()).singleElement().asString().contains("camera.png");
        assertThat(run.err()).contains("torn.jpg: image-corrupt: ").contains("absent.jpg: no such file or folder");
    }

    private static String[] arguments(List<String> files) {
        List<String> all = new ArrayList<>(
                List.of("classify", "--json", "--model", RealModel.FOLDER, "--set", "infer.device=cpu"));
        all.addAll(files);
        return all.toArray(String[]::new);
    }
}
