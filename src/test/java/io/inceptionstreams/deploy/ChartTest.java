package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** The check can fail. */
    @ParameterizedTest
    @MethodSource("values")
    void fieldsThatKubernetesDoesNotKnowAreProblems(String values) {
        assertThat(Chart.manifests(Values.of(values))).allSatisfy(manifest -> {
            ObjectNode broken = manifest.deepCopy();
            (broken.path("spec").isObject() ? broken.withObject("/spec") : broken).put("misspelt", "x");

            assertThat(KubernetesModel.problems(broken)).isNotEmpty();
        });
        ObjectNode deep = Chart.manifest("StatefulSet", Values.of(values)).deepCopy();
        ((ObjectNode) deep.at("/spec/template/spec/containers/0")).put("imagge", "x");
        assertThat(KubernetesModel.problems(deep)).isNotEmpty();
    }

    @Test
    void whatLeavesThePodGoesToKafkaDnsAndTheAllowedSourcesOnly() {
        JsonNode closed = Chart.manifest("NetworkPolicy", """
                kafka: {bootstrapServers: 'a:9093,b:9094'}
                networkPolicy:
                  kafka: {to: [{ipBlock: {cidr: 10.1.0.0/16}}]}
                  sources: {public: false, rules: [{to: [{ipBlock: {cidr: 10.2.0.0/16}}], ports: [{port: 443}]}]}
                """);
        assertThat(closed.at("/spec/policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
        assertThat(closed.at("/spec/egress")).hasSize(3);
        assertThat(closed.at("/spec/egress/0").findValuesAsText("port")).containsOnly("53");
        assertThat(closed.at("/spec/egress/0/to/0/namespaceSelector/matchLabels"))
                .hasToString("{\"kubernetes.io/metadata.name\":\"kube-system\"}");
        assertThat(closed.at("/spec/egress/1").findValuesAsText("port")).containsExactly("9093", "9094");
        assertThat(closed.at("/spec/egress/1").findValuesAsText("cidr")).containsExactly("10.1.0.0/16");
        assertThat(closed.at("/spec/egress/2").findValuesAsText("cidr")).containsExactly("10.2.0.0/16");

        JsonNode standard = Chart.manifest("NetworkPolicy", "kafka: {bootstrapServers: 'a:9093'}\n");
        assertThat(standard.at("/spec/egress")).hasSize(3);
        assertThat(standard.at("/spec/egress/2").findValuesAsText("port")).containsExactly("80", "443");
        assertThat(standard.at("/spec/egress/2/to/0/ipBlock/except")
                        .valueStream()
                        .map(JsonNode::asText))
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8");
        assertThat(standard.at("/spec/egress/2/to/1/ipBlock/cidr").asText())
                .as("global unicast alone")
                .isEqualTo("2000::/3");
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyVolumeThatThePodFillsHasALimit(String values) {
        assertThat(Chart.pod(Values.of(values)).findValues("emptyDir"))
                .isNotEmpty()
                .allSatisfy(
                        volume -> assertThat(volume.path("sizeLimit").asText()).isNotEmpty());
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
