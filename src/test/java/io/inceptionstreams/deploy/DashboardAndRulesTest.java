package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inceptionstreams.metrics.Metric;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules and dashboard ask for metrics that exist. */
final class DashboardAndRulesTest {

    static final Path RULES = Chart.FOLDER.resolve("files/rules.yaml");
    static final Path CASES = Path.of("src/test/resources/deploy/rules-test.yaml");
    private static final Optional<Path> PROMTOOL = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    static final Path RUNBOOK = Path.of("docs/runbook.md");
    static final Path DASHBOARD = Chart.FOLDER.resolve("files/dashboard.json");

    private static final Set<String> PROMETHEUS = Set.of("up");

    @Test
    void theyUseOwnMetricsOfTheTable() {
        Set<String> own = Arrays.stream(Metric.values())
                .flatMap(metric -> metric.type() == Metric.Type.HISTOGRAM
                        ? Stream.of("_bucket", "_sum", "_count").map(suffix -> metric.scrapedName() + suffix)
                        : Stream.of(metric.scrapedName()))
                .collect(Collectors.toSet());

        assertThat(used().stream().filter(name -> name.startsWith("inception_")))
                .isNotEmpty()
                .isSubsetOf(own);
    }

    @Test
    void theyUseRecordingsThatTheRulesMake() {
        Set<String> recorded = new TreeSet<>(Yaml.file(RULES).findValuesAsText("record"));

        assertThat(used().stream().filter(name -> name.contains(":")))
                .isNotEmpty()
                .isSubsetOf(recorded);
    }

    /** What is not ours is scraped in {@link ForeignMetricsIT}. */
    @Test
    void otherMetricsAreKnown() {
        assertThat(used().stream().filter(name -> !name.startsWith("inception")))
                .isSubsetOf(Stream.concat(PROMETHEUS.stream(), ForeignMetricsIT.NAMES.stream())
                        .toList());
    }

    @Test
    void thereIsAnAlertForEachThingThatAnOperatorMustKnow() {
        assertThat(Yaml.file(RULES).findValuesAsText("alert"))
                .contains(
                        "InceptionStreamsLagGrows",
                        "InceptionStreamsDeadLetters",
                        "InceptionStreamsDeviceIdleUnderBacklog",
                        "InceptionStreamsNotReady",
                        "InceptionStreamsDown",
                        "InceptionStreamsGone");
    }

    /** A heading for each alert, a runbook_url that leads there, and no heading for an alert that is gone. */
    @Test
    void everyAlertLeadsToItsSectionOfTheRunbook() {
        List<String> alerts = Yaml.file(RULES).findValuesAsText("alert");
        String runbook = Yaml.text(RUNBOOK);

        assertThat(runbook.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                .containsExactlyElementsOf(alerts);
        assertThat(Yaml.file(RULES).findValuesAsText("runbook_url"))
                .containsExactlyElementsOf(alerts.stream()
                        .map(alert -> RUNBOOK + "#" + alert.toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void everySectionOfTheRunbookSaysWhatItMeansWhatToLookAtAndWhatToDo() {
        assertThat(Yaml.text(RUNBOOK).split("\n## ", -1))
                .hasSizeGreaterThan(2)
                .satisfies(sections -> assertThat(List.of(sections).subList(1, sections.length))
                        .allSatisfy(
                                section -> assertThat(section).contains("**Means**: ", "**Look at**: ", "**Do**: ")));
    }

    /** What the cases say is for promtool to judge: {@code scripts/test-rules}, and here where it is installed. */
    @Test
    void eachAlertHasACaseInWhichItFiresAndOneInWhichItIsSilent() {
        Map<Boolean, Set<String>> alerts = new HashMap<>();
        for (JsonNode test : Yaml.file(CASES).findValues("promql_expr_test")) {
            test.forEach(
                    sample -> alerts.computeIfAbsent(sample.path("exp_samples").isEmpty(), silent -> new TreeSet<>())
                            .add(sample.path("expr").asText().replaceAll(".*alertname=\"(\\w+)\".*", "$1")));
        }

        assertThat(alerts.get(true)).isEqualTo(new TreeSet<>(Yaml.file(RULES).findValuesAsText("alert")));
        assertThat(alerts.get(false)).isEqualTo(alerts.get(true));
    }

    @Test
    void prometheusAgreesWithEachCase() throws Exception {
        assumeThat(PROMTOOL).as("promtool is installed").isPresent();

        Process promtool = new ProcessBuilder(PROMTOOL.orElseThrow().toString(), "test", "rules", CASES.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(printed).isZero();
    }

    @Test
    void thresholdsAreValuesOfTheChart() {
        String values = """
                kafka: {bootstrapServers: 'a:9093'}
                probes: {startupSeconds: 600}
                monitoring: {rules: {enabled: true, thresholds: {backlogRecords: 2000000, deadLetterShare: 0.125}}}
                """;

        String rules = Chart.manifest("PrometheusRule", values).toString();

        assertThat(rules)
                .contains("inception:lag:records > 2000000", "rate5m > 0.125", "seconds > 300", "\"for\":\"660s\"")
                .doesNotContain("threshold:");
        assertThat(Yaml.text(RULES).lines().filter(line -> line.contains(" # threshold: ")))
                .map(line -> line.replaceAll(".*# threshold: ", ""))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("downSeconds"),
                                Yaml.file(Chart.FOLDER.resolve("values.yaml"))
                                        .at("/monitoring/rules/thresholds")
                                        .propertyStream()
                                        .map(Map.Entry::getKey))
                        .toList());
    }

    @Test
    void aReleaseThatWasScaledToNothingIsNotGone() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\nmonitoring: {rules: {enabled: true}}\n";

        assertThat(gone(values)).contains("or absent(up").doesNotContain("inception_group_lag_records");
        assertThat(gone(values + "autoscaling: {enabled: true, minReplicas: 0}\n"))
                .contains("(last_over_time(inception_group_lag_records[6h])) > 0")
                .doesNotContain("absent");
    }

    private static String gone(String values) {
        return Chart.manifest("PrometheusRule", values).findParents("alert").stream()
                .filter(rule -> rule.path("alert").asText().equals("InceptionStreamsGone"))
                .map(rule -> rule.path("expr").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theChartPutsItsOwnAddressOfTheRunbookIntoTheRules() {
        JsonNode rules = Chart.manifest("PrometheusRule", """
                kafka: {bootstrapServers: 'a:9093'}
                monitoring: {rules: {enabled: true, runbookUrl: 'https://wiki.example/inception'}}
                """);

        assertThat(rules.findValuesAsText("runbook_url"))
                .isNotEmpty()
                .allMatch(url -> url.startsWith("https://wiki.example/inception#inceptionstreams"));
    }

    @Test
    void panelsHaveTitlesDescriptionsAndPlacesOfTheirOwn() {
        JsonNode panels = Yaml.file(DASHBOARD).path("panels");

        assertThat(panels.valueStream().map(panel -> panel.path("title").asText()))
                .doesNotHaveDuplicates()
                .allMatch(title -> !title.isBlank());
        assertThat(panels.valueStream().map(panel -> panel.path("description").asText()))
                .allMatch(description -> !description.isBlank());
        assertThat(panels.valueStream().map(panel -> panel.at("/gridPos/x") + "," + panel.at("/gridPos/y")))
                .doesNotHaveDuplicates();
    }

    private static Set<String> used() {
        return Stream.of(RULES, DASHBOARD)
                .map(Yaml::file)
                .flatMap(file -> file.findValuesAsText("expr").stream())
                .flatMap(expression -> PromQl.metrics(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void readsMetricsOutOfExpressions() {
        assertThat(PromQl.metrics("sum by (job, le) (rate(a_total{job=~\"$job\", x=\"b_c\"}[5m])) / on (i) d:e > 2"))
                .isEqualTo(List.of("a_total", "d:e"));
    }
}
