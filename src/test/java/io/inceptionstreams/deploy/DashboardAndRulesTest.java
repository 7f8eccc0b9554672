package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inceptionstreams.metrics.Metric;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules and dashboard ask for metrics that exist. */
final class DashboardAndRulesTest {

    static final Path RULES = Chart.FOLDER.resolve("files/rules.yaml");
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
