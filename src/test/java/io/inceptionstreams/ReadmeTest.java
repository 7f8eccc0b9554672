package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.metrics.Metric;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README says what the code does: tables, examples, command lines and links. */
final class ReadmeTest {

    private static final Path EXAMPLES = Path.of("schemas", "examples");
    private static final String PROGRAM = "scripts/inception-streams ";

    private final JsonMapper json = new JsonMapper();
    private String readme = "";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void theTableOfSettingsIsTheOneThatIsPrinted() {
        assertThat(readme)
                .as("README.md has another table than `scripts/inception-streams config --describe` prints")
                .contains("\n\n" + Settings.describe() + "\n");
    }

    @Test
    void theTableOfReasonsNamesEachInOrder() {
        List<String> codes = firstColumn(table("| Reason "));

        assertThat(codes).isEqualTo(Stream.of(Reason.values()).map(Reason::code).toList());
    }

    @Test
    void theTableOfMetricsIsThatOfTheCode() {
        StringBuilder expected = new StringBuilder("| Metric | Type | Tag | What it says |\n|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            expected.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            metric.scrapedName(),
                            metric.type().name().toLowerCase(Locale.ROOT),
                            metric.tag().isEmpty() ? "" : "`" + metric.tag() + "`",
                            metric.description()));
        }

        assertThat(readme).contains("\n\n" + expected + "\n");
    }

    @Test
    void theExamplesAreThoseThatTheSchemasAreTestedWith() throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                examples.add(json.readTree(file.toFile()));
            }
        }

        List<JsonNode> shown = new ArrayList<>();
        for (String block : blocks("json")) {
            JsonNode tree = json.readTree(block);
            if (!tree.has("format")) { // the model's metadata has a test of its own
                shown.add(tree);
            }
        }

        assertThat(shown).hasSize(3).allSatisfy(block -> assertThat(examples).contains(block));
    }

    @Test
    void theModelOfOnesOwnOpens() throws IOException, ModelException {
        String metadata = blocks("json").stream()
                .filter(block -> block.contains("\"signature\""))
                .findFirst()
                .orElseThrow();
        byte[] graph = "a graph".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(ModelFolder.SAVED_MODEL), graph);
        Files.writeString(
                folder.resolve(ModelFolder.METADATA),
                metadata.replaceAll("\"[0-9a-f]{64}\"", '"' + sha256(graph) + '"'));

        Model model = ModelFolder.open(folder);

        assertThat(model.labels()).containsExactly("cat", "dog");
    }

    @Test
    void theCommandLinesAreOnesThatTheProgramTakes() {
        List<String> commands = blocks("sh").stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst(" *(#.*|&)$", ""))
                .filter(line -> line.startsWith(PROGRAM))
                .map(line -> line.substring(PROGRAM.length()))
                .toList();

        assertThat(commands)
                .hasSizeGreaterThan(5)
                .allSatisfy(command -> assertThatCode(() ->
                                Main.commandLine().parseArgs(command.strip().split(" +", -1)))
                        .doesNotThrowAnyException());
    }

    @Test
    void linksLeadToFilesThatAreThere() {
        List<String> targets = Pattern.compile("]\\(([^)#:]+)\\)")
                .matcher(readme)
                .results()
                .map(result -> result.group(1))
                .toList();

        assertThat(targets)
                .isNotEmpty()
                .allSatisfy(target -> assertThat(Path.of(target)).exists());
    }

    private List<String> blocks(String language) {
        return Pattern.compile("(?s)\n```" + language + "\n(.*?)\n```\n")
                .matcher(readme)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** The rows below a table's head. */
    private List<String> table(String head) {
        return Arrays.stream(readme.split("\n", -1))
                .dropWhile(line -> !line.startsWith(head))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }

    private static List<String> firstColumn(List<String> rows) {
        return rows.stream()
                .flatMap(row ->
                        Pattern.compile("^\\| `([^`]+)` \\|").matcher(row).results())
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
