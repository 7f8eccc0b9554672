package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChartTest {

    private static final Path GOLDEN = Path.of("src/test/resources/deploy/golden");

    static List<String> values() {
        return Values.names();
    }

    @Test
    void lintFindsNothing() {
        LintResult result = Chart.lint();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void kubernetesKnowsEveryFieldOfEveryManifest(String values) {
        assertThat(Chart.manifests(Values.of(values)))
                .hasSizeGreaterThan(4) // the pod of helm test among them
                .allSatisfy(manifest ->
                        assertThat(KubernetesModel.problems(manifest)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyPodIsRestricted(String values) {
        List<JsonNode> pods = Chart.manifests(Values.of(values)).stream()
                .map(manifest -> manifest.path("kind").asText().equals("Pod")
                        ? manifest.path("spec")
                        : manifest.at("/spec/template/spec"))
                .filter(JsonNode::isObject)
                .toList();

        assertThat(pods)
                .hasSize(2)
                .allSatisfy(pod -> assertThat(PodSecurity.violations(pod)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("values")
    void noManifestNamesAnotherThanItsReleaseTwice(String values) {
        List<String> ids = Chart.manifests(Values.of(values)).stream()
                .map(manifest -> manifest.path("kind").asText() + "/"
                        + manifest.at("/metadata/name").asText())
                .toList();

        assertThat(ids).doesNotHaveDuplicates().noneMatch(id -> id.endsWith("/"));
    }

    /** The diff of a golden file is what a reviewer reads. */
    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu", "secured-kafka"})
    void rendersAsReviewed(String values) throws IOException {
        String rendered = Chart.render(Values.of(values));
        Path golden = GOLDEN.resolve(values + ".yaml");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, rendered);
        }

        assertThat(rendered)
                .as("%s; mvn -Dtest=ChartTest -Dgolden.write=true test writes it anew", golden)
                .isEqualTo(Yaml.text(golden));
    }
}
