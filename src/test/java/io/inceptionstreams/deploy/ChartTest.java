package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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

    /** Two releases with one consumer group and pods of one name would throw each other out for ever. */
    @Test
    void aReleaseHasAConsumerGroupOfItsOwn() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\n";

        assertThat(Chart.settings(values)).contains("application.id=vision-demo\n");
        assertThat(Chart.settings(values + "applicationId: labels\n")).contains("application.id=labels\n");
        assertThat(Chart.manifest("ScaledObject", values + "autoscaling: {enabled: true}\n")
                        .at("/spec/triggers/0/metadata/consumerGroup")
                        .asText())
                .isEqualTo("vision-demo");
    }

    @Test
    void anUpgradeKeepsTheConsumerGroupOrIsRefused() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\n";
        String live = "guarantee=at_least_once\napplication.id=inception-streams\nmodel=/models/a\n";

        assertThat(Chart.upgraded(values, live, 1).toString()).contains("application.id=inception-streams\\n");
        assertThatThrownBy(() -> Chart.upgraded(values + "applicationId: other\n", live, 1))
                .hasMessageContaining("applicationId: the release has inception-streams, and other would read"
                        + " image-references from its beginning");
        assertThat(Chart.upgraded(values + "applicationId: other\napplicationIdMayChange: true\n", live, 1)
                        .toString())
                .contains("application.id=other\\n");
    }

    @Test
    void switchingAutoscalingOnKeepsTheNumberOfPods() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\nautoscaling: {enabled: true}\n";

        assertThat(Chart.upgraded(values, "application.id=a\n", 4))
                .filteredOn(manifest -> manifest.path("kind").asText().equals("StatefulSet"))
                .singleElement()
                .satisfies(set -> assertThat(set.at("/spec/replicas").asInt()).isEqualTo(4));
        assertThat(Chart.manifest("StatefulSet", values).at("/spec").has("replicas"))
                .isFalse();
    }

    @Test
    void topicsOutliveTheReleaseUnlessTheyAreNotToBeKept() {
        String values = """
                kafka: {bootstrapServers: 'a:9093'}
                strimzi: {cluster: c, topics: {enabled: true, keep: %s}}
                """;

        assertThat(topics(values.formatted(true)))
                .hasSize(3)
                .allSatisfy(topic -> assertThat(topic.at("/metadata/annotations/helm.sh~1resource-policy")
                                .asText())
                        .isEqualTo("keep"));
        assertThat(topics(values.formatted(false)))
                .hasSize(3)
                .allSatisfy(topic ->
                        assertThat(topic.at("/metadata").has("annotations")).isFalse());
        assertThat(topics(values.replace(", keep: %s", "")).get(0).at("/metadata/annotations"))
                .isNotEmpty();
    }

    private static List<JsonNode> topics(String values) {
        return Chart.manifests(values).stream()
                .filter(manifest -> manifest.path("kind").asText().equals("KafkaTopic"))
                .toList();
    }

    /** Without a limit, a JVM counts the cores of the node, and starts as many decoders as it has. */
    @Test
    void theJvmCountsTheCoresThatThePodAsksFor() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\n";

        assertThat(processors(values)).isEqualTo("requests.cpu");
        assertThat(processors(values + "resources: {limits: {cpu: 4}}\n")).isEqualTo("limits.cpu");
        assertThat(processors(values + "resources: {requests: {cpu: null}}\n")).isEmpty();
    }

    private static String processors(String values) {
        return Chart.pod(values)
                .at("/spec/containers/0/env")
                .valueStream()
                .filter(variable -> variable.path("name").asText().equals("PROCESSORS"))
                .map(variable ->
                        variable.at("/valueFrom/resourceFieldRef/resource").asText())
                .collect(Collectors.joining());
    }

    @Test
    void whatTheChartDoesNotKnowCanBeAdded() {
        String values = """
                kafka: {bootstrapServers: 'a:9093'}
                imagePullSecrets: [one, {name: two}]
                serviceAccount: {create: false, name: mine}
                commonLabels: {team: vision}
                commonAnnotations: {owner: me}
                updateStrategy: {type: OnDelete}
                tmpSize: 1Gi
                topologySpread: [{topologyKey: zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, minDomains: 3}]
                autoscaling: {enabled: true, fallback: {failureThreshold: 4, replicas: 6}}
                extraEnv: [{name: HTTPS_PROXY, value: 'http://proxy:3128'}]
                extraEnvFrom: [{secretRef: {name: more}}]
                extraVolumes: [{name: photos, persistentVolumeClaim: {claimName: photos, readOnly: true}}]
                extraVolumeMounts: [{name: photos, mountPath: /photos, readOnly: true}]
                extraContainers: [{name: beside, image: 'beside:1'}]
                extraInitContainers: [{name: before, image: 'before:1'}]
                extraObjects:
                  - {apiVersion: v1, kind: Secret, metadata: {name: '{{ .Release.Name }}-extra'}}
                """;

        JsonNode set = Chart.manifest("StatefulSet", values);
        JsonNode pod = set.at("/spec/template/spec");

        assertThat(pod.path("imagePullSecrets").findValuesAsText("name")).containsExactly("one", "two");
        assertThat(pod.path("serviceAccountName").asText()).isEqualTo("mine");
        assertThat(Chart.manifests(values))
                .noneMatch(manifest -> manifest.path("kind").asText().equals("ServiceAccount"));
        assertThat(set.at("/metadata/labels/team").asText()).isEqualTo("vision");
        assertThat(set.at("/metadata/annotations/owner").asText()).isEqualTo("me");
        assertThat(set.at("/spec/updateStrategy/type").asText()).isEqualTo("OnDelete");
        assertThat(pod.at("/topologySpreadConstraints/0/minDomains").asInt()).isEqualTo(3);
        assertThat(pod.at("/containers").findValuesAsText("image")).contains("beside:1");
        assertThat(pod.at("/initContainers/0/name").asText()).isEqualTo("before");
        assertThat(pod.at("/containers/0/envFrom/0/secretRef/name").asText()).isEqualTo("more");
        assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .contains("/photos");
        assertThat(pod.path("volumes").findValuesAsText("sizeLimit")).contains("1Gi");
        assertThat(pod.path("volumes").findValuesAsText("claimName")).contains("photos");
        assertThat(Chart.manifest("ScaledObject", values)
                        .at("/spec/fallback/replicas")
                        .asInt())
                .isEqualTo(6);
        assertThat(Chart.manifest("Secret", values).at("/metadata/name").asText())
                .isEqualTo("demo-extra");
        assertThat(Chart.manifests(values))
                .filteredOn(manifest -> !manifest.path("kind").asText().equals("Secret"))
                .allSatisfy(manifest ->
                        assertThat(KubernetesModel.problems(manifest)).isEmpty());
    }

    /** A pod that is ended while it fetches its model fetches it again. */
    @Test
    void theStartupProbeWaitsForAModelThatIsFetched() {
        String values = "kafka: {bootstrapServers: 'a:9093'}\nprobes: {startupSeconds: 100}\n";

        assertThat(startupSeconds(values)).isEqualTo(100);
        assertThat(startupSeconds(values + "model: {path: 'https://models.example/a.zip'}\n"))
                .isEqualTo(700);
        assertThat(startupSeconds(values
                        + "model: {path: 'https://models.example/a.zip'}\nsettings: {model.fetch-timeout: 2h}\n"))
                .isEqualTo(7300);
    }

    private static int startupSeconds(String values) {
        JsonNode probe = Chart.pod(values).at("/spec/containers/0/startupProbe");
        return probe.path("periodSeconds").asInt()
                * probe.path("failureThreshold").asInt();
    }

    @Test
    void onePodAMinuteLeavesWhenTheBacklogShrinks() {
        JsonNode down = Chart.manifest(
                        "ScaledObject", "{kafka: {bootstrapServers: 'a:9093'}, autoscaling: {enabled: true}}")
                .at("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/policies");

        assertThat(down).hasToString("[{\"type\":\"Pods\",\"value\":1,\"periodSeconds\":60}]");
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
