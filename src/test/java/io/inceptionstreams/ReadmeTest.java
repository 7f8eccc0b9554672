package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.inceptionstreams.Documentation.Page;
import io.inceptionstreams.cli.RootCommand;
import io.inceptionstreams.cli.model.ModelCommand;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.lab.LabMain;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The README and the pages of docs/ say what the code does: tables, examples, command lines, names and links. */
final class ReadmeTest {

    private static final Path EXAMPLES = Path.of("schemas", "examples");
    private static final Path VALUES = Path.of("helm/inception-streams/values.yaml");
    private static final Path RULES = Path.of("helm/inception-streams/files/rules.yaml");

    /** Scripts that are a command of the program, by what they put before their arguments. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "scripts/inception-streams", "",
            "scripts/demo", "demo",
            "scripts/bench", "bench",
            "scripts/ledger", "ledger");

    /** Those of them that are a command of the laboratory. */
    private static final Set<String> LABORATORY = Set.of("scripts/bench", "scripts/ledger");

    /** Programs of others that command lines may start. */
    private static final Set<String> OTHERS = Set.of(
            "git",
            "mvn",
            "helm",
            "kubectl",
            "docker",
            "mv",
            "echo",
            "kill",
            "kafka-topics.sh",
            "kafka-consumer-groups.sh",
            "scripts/images",
            "scripts/stack");

    /** Words with dots that are neither settings nor Kafka's properties. */
    private static final Set<String> NO_SETTINGS =
            Set.of("model.json", "model.safetensors", "docker-compose.yml", "broker.session.timeout.ms");

    private static final int README_LINES = 249;
    /** Of a page in docs/, without the generated tables: a page is read in one sitting. */
    private static final int PAGE_LINES = 150;

    private final JsonMapper json = new JsonMapper();

    @TempDir
    Path folder = Path.of("");

    @Test
    void theTableOfSettingsIsTheOneThatIsPrinted() {
        assertThat(Documentation.page("configuration.md").text())
                .as("docs/configuration.md has another table than `scripts/inception-streams config --describe` prints")
                .contains("\n\n" + Settings.describe() + "\n");
    }

    @Test
    void theTableOfReasonsNamesEachInOrderWithARemedy() {
        List<String> rows = Documentation.page("dead-letters.md").table("| Reason ");

        assertThat(firstColumn(rows))
                .isEqualTo(Stream.of(Reason.values()).map(Reason::code).toList());
        assertThat(rows).allMatch(row -> row.matches("\\|[^|]+\\|[^|]+\\|[^|]{10,}\\|"));
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

        assertThat(Documentation.page("metrics.md").text()).contains("\n\n" + expected + "\n");
    }

    @Test
    void everyMetricThatIsNamedIsThere() throws IOException {
        Set<String> known = new HashSet<>();
        for (Metric metric : Metric.values()) {
            known.add(metric.scrapedName());
            if (metric.type() == Metric.Type.HISTOGRAM) {
                Stream.of("_bucket", "_count", "_sum").forEach(suffix -> known.add(metric.scrapedName() + suffix));
            }
        }
        String rules = Files.readString(RULES);

        for (Page page : Documentation.everything()) {
            assertThat(found(page, "\\binception_[a-z_]+\\b"))
                    .as(page.path().toString())
                    .isSubsetOf(known);
            assertThat(found(page, "\\binception:[a-z0-9_:]+\\b"))
                    .as(page.path().toString())
                    .allSatisfy(record -> assertThat(rules).contains("record: " + record + "\n"));
            assertThat(found(page, "(?<=reason=\")[a-z-]+"))
                    .as(page.path().toString())
                    .isSubsetOf(Stream.of(Reason.values()).map(Reason::code).toList());
        }
    }

    @Test
    void everySettingThatIsNamedIsThere() {
        List<String> settings = firstColumn(Settings.describe().lines().toList());
        Set<String> families = settings.stream()
                .map(key -> key.replaceFirst("\\..*", ""))
                .filter(family -> !family.equals("kafka"))
                .collect(Collectors.toSet());
        Predicate<String> known = name -> settings.contains(name)
                || NO_SETTINGS.contains(name)
                || ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name)
                || StreamsConfig.configDef().names().contains(name);

        for (Page page : Documentation.pages()) {
            List<String> named = Stream.concat(
                            page.code().stream(),
                            page.blocks("sh").stream().flatMap(block -> found(block, "(?<=--set )[^\\s=]+").stream()))
                    .map(code -> code.replaceFirst("=.*", ""))
                    .filter(code -> code.matches("[a-z][a-z0-9]*(\\.[a-z0-9-]+)+"))
                    .filter(code -> families.contains(code.replaceFirst("\\..*", "")))
                    .toList();

            assertThat(named).as(page.path().toString()).allMatch(known);
        }
    }

    @Test
    void theGlossaryIsThatOfTheRootPackage() throws IOException {
        String javadoc = Files.readString(Path.of("src/main/java/io/inceptionstreams/package-info.java"))
                .replaceAll("\\n \\* +", " ")
                .replaceAll("\\{@code ([^}]+)}", "`$1`");

        List<String> rows = Documentation.page("design.md").table("| Term ");

        assertThat(rows).hasSizeBetween(10, 20).allSatisfy(row -> {
            String[] cells = row.split(" *\\| *", -1);
            assertThat(javadoc).contains("<li><b>" + cells[1] + "</b>: " + cells[2] + ".");
        });
        assertThat(javadoc.split("<li>", -1)).hasSize(rows.size() + 1);
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
        for (Page page : Documentation.everything()) {
            for (String block : page.blocks("json")) {
                JsonNode tree = json.readTree(block);
                if (!tree.has("format")) { // the model's metadata has a test of its own
                    shown.add(tree);
                }
            }
        }

        assertThat(shown)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(examples).contains(block));
    }

    /** A new measurement is written into docs/performance.md; this says where its figures are repeated. */
    @Test
    void figuresAreThoseOfThePageOnPerformance() {
        String measured = Documentation.page("performance.md").text();
        List<String> repeated = Stream.concat(
                        Page.read(Documentation.README).table("| What | Figure ").stream()
                                .map(row -> row.replaceFirst("^\\|[^|]*\\|", "")),
                        Documentation.page("cost.md").table("| Images | Measured").stream()
                                .map(row -> row.split("\\|", -1)[2]))
                .flatMap(cells -> found(cells, "\\d[\\d.,]*\\d").stream())
                .toList();

        assertThat(repeated)
                .hasSizeGreaterThan(8)
                .allSatisfy(figure -> assertThat(measured)
                        .containsPattern("(?<![\\d.,])" + Pattern.quote(figure) + "(?![\\d]|[.,]\\d)"));
    }

    @Test
    void theFirstPageShowsPartOfTheOutputThatTheTutorialShows() {
        List<String> tutorial =
                Documentation.page("getting-started.md").text().lines().toList();
        List<String> shown = Page.read(Documentation.README)
                .text()
                .lines()
                .filter(line -> line.matches(".* on cpu.*"))
                .toList();

        assertThat(shown).hasSizeGreaterThan(3).isSubsetOf(tutorial);
    }

    @Test
    void theModelOfOnesOwnOpens() throws IOException, ModelException {
        String metadata = Documentation.pages().stream()
                .flatMap(page -> page.blocks("json").stream())
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
    void theCommandLinesAreOnesThatTheProgramTakes() throws IOException {
        int checked = 0;
        for (Page page : Documentation.everything()) {
            for (String line : commandLines(page)) {
                List<String> words = new ArrayList<>(Arrays.asList(line.split(" +", -1)));
                String program = words.remove(0);
                String command = PROGRAMS.get(program);
                if (command != null) {
                    if (!command.isEmpty()) {
                        words.add(0, command);
                    }
                    CommandLine commands = LABORATORY.contains(program)
                            ? LabMain.commandLine()
                            : RootCommand.commandLine(new ModelCommand());
                    assertThatCode(() -> commands.parseArgs(words.toArray(String[]::new)))
                            .as(page.path() + ": " + line)
                            .doesNotThrowAnyException();
                    checked++;
                } else if (program.startsWith("scripts/")) {
                    assertThat(Path.of(program)).as(page.path() + ": " + line).isExecutable();
                    String script = Files.readString(Path.of(program));
                    assertThat(words)
                            .filteredOn(word -> word.matches("--[a-z-]+|[a-z]+"))
                            .as(page.path() + ": " + line)
                            .allMatch(script::contains);
                } else {
                    assertThat(OTHERS).as(page.path() + ": " + line).contains(program);
                    assertThat(unknown(program, line))
                            .as(page.path() + ": " + line)
                            .isEmpty();
                }
            }
        }
        assertThat(checked).isGreaterThan(10);
    }

    @Test
    void everyScriptThatIsNamedIsThere() {
        for (Page page : Documentation.everything()) {
            assertThat(found(page, "(?<![\\w/])(scripts|helm|schemas|compose|docs)/[\\w./-]*\\w"))
                    .as(page.path().toString())
                    .allSatisfy(file -> assertThat(Path.of(file)).exists());
        }
    }

    @Test
    void theTreeIsTheOneThatIsShown() {
        String parent = "";
        for (String row : Page.read(Documentation.README).table("| Path |")) {
            for (String name : found(row.split("\\|", -1)[1], "[\\w/]+")) {
                String path = Files.isDirectory(Path.of(name)) ? name : parent + name;
                assertThat(Path.of(path)).isDirectory();
                parent = path.substring(0, path.lastIndexOf('/') + 1);
            }
        }
    }

    /** Names of tests and paths of sources, as CONTRIBUTING.md and the design pages give them. */
    @Test
    void everyTestAndSourceThatIsNamedIsThere() throws IOException {
        List<String> sources = sources();

        for (Page page : Documentation.everything()) {
            assertThat(page.code())
                    .filteredOn(code -> code.matches("[A-Z]\\w+(Test|IT)") || code.matches("[\\w/]+/\\w+\\.java"))
                    .as(page.path().toString())
                    .map(code -> code.endsWith(".java") ? "/" + code : "/" + code + ".java")
                    .allSatisfy(name -> assertThat(sources).anyMatch(source -> source.endsWith(name)));
        }
    }

    @Test
    void linksLeadToFilesAndHeadingsThatAreThere() {
        for (Page page : Documentation.everything()) {
            assertThat(page.links()).as(page.path().toString()).allSatisfy(link -> {
                if (!link.matches("https://.*")) {
                    String[] parts = link.split("#", 2);
                    Path target = parts[0].isEmpty()
                            ? page.path()
                            : page.path().resolveSibling(parts[0]).normalize();
                    assertThat(target).exists();
                    if (parts.length == 2) {
                        assertThat(Page.read(target).anchors()).contains(parts[1]);
                    }
                }
            });
        }
    }

    @Test
    void theIndexLeadsToEveryPage() {
        List<String> links = Documentation.page("README.md").links();

        assertThat(Documentation.pages())
                .filteredOn(page -> page.path().startsWith(Documentation.FOLDER))
                .map(page -> page.path().getFileName().toString())
                .filteredOn(name -> !name.equals("README.md"))
                .isSubsetOf(links);
    }

    @Test
    void noPageIsLong() {
        for (Page page : Documentation.pages()) {
            String text = page.text().replace(Settings.describe(), "");

            assertThat(text.lines().count())
                    .as(page.path().toString())
                    .isLessThanOrEqualTo(page.path().equals(Documentation.README) ? README_LINES : PAGE_LINES);
        }
    }

    /** Profiles and tests that Maven is told to run and values that Helm is told to set, of those that are not there. */
    private static List<String> unknown(String program, String line) throws IOException {
        List<String> unknown = new ArrayList<>();
        if (program.equals("mvn")) {
            String pom = Files.readString(Path.of("pom.xml"));
            found(line, "(?<= -P)[a-z-]+").stream()
                    .filter(profile -> !pom.contains("<id>" + profile + "</id>"))
                    .forEach(unknown::add);
            List<String> tests = sources();
            found(line, "(?<=test=)\\w+").stream()
                    .filter(test -> !test.equals("none")
                            && tests.stream().noneMatch(source -> source.endsWith("/" + test + ".java")))
                    .forEach(unknown::add);
        } else if (program.equals("helm")) {
            JsonNode values = new YAMLMapper().readTree(VALUES.toFile());
            found(line, "(?<=--set )[^=\\s]+").stream()
                    .filter(value -> values.at("/" + value.replace('.', '/')).isMissingNode())
                    .forEach(unknown::add);
        }
        return unknown;
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(file -> "/" + file).toList();
        }
    }

    /** Lines of {@code sh} and {@code shell} blocks, continued ones joined, without comments. */
    private static List<String> commandLines(Page page) {
        return Stream.of("sh", "shell")
                .flatMap(language -> page.blocks(language).stream())
                .flatMap(block -> block.replaceAll("\\\\\n\\s*", "").lines())
                .flatMap(line ->
                        Arrays.stream(line.replaceFirst("(^| +)#.*$", "").split(" && ", -1)))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("cd "))
                .toList();
    }

    private static List<String> found(Page page, String pattern) {
        return found(page.text(), pattern);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
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
