package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart's settings, read as the application in the pod reads them. */
final class ChartSettingsTest {

    @TempDir
    Path folder;

    static List<String> values() {
        return Values.names();
    }

    @ParameterizedTest
    @MethodSource("values")
    void theApplicationTakesThem(String values) throws Exception {
        Configuration configuration = configuration(Values.of(values));

        assertThat(configuration.stream().instanceId()).isEqualTo("demo-inception-streams-0");
        assertThat(configuration.http().bindAddress()).isEqualTo("0.0.0.0");
        assertThat(configuration.infer().device()).isIn("cpu", "gpu");
    }

    /** A pod that is back has loaded its model meanwhile, which takes longer than the session lasts. */
    @Test
    void aStoppingPodLeavesItsGroup() throws Exception {
        assertThat(configuration(Values.of("cpu")).stream().shutdown().leaveGroup())
                .isEqualTo(LeaveGroup.ALWAYS);
    }

    /** What DNS calls the pods, and the pod of helm test asks for. */
    @Test
    void theManagementPortIsKnownByTheServicesNames() throws Exception {
        List<String> hosts = configuration(Values.of("cpu") + "management: {hosts: [labels.example.org]}\n")
                .http()
                .hosts();

        assertThat(hosts)
                .contains(
                        "demo-inception-streams",
                        "*.demo-inception-streams",
                        "*.demo-inception-streams.vision.svc",
                        "demo-inception-streams.vision.svc.cluster.local",
                        "labels.example.org");
        String asked = Chart.manifest("Pod", Values.of("cpu"))
                .at("/spec/containers/0/args/0")
                .asText();
        assertThat(hosts).contains(asked.replaceFirst("^[^.]*", "*"));
    }

    @Test
    void credentialsComeFromTheMountedSecret() throws Exception {
        Configuration configuration = configuration(Values.of("secured-kafka"));

        assertThat(configuration.kafka())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", "content of ca/ca.crt")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"content of sasl/username\" password=\"content of sasl/password\";")
                .containsEntry("main.consumer.fetch.max.bytes", "52428800")
                .containsEntry("client.rack", "zone\\a");
    }

    @Test
    void certificatesComeFromTheMountedSecret() throws Exception {
        assertThat(configuration(Values.of("strimzi-mtls")).kafka())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.certificate.chain", "content of client/user.crt")
                .containsEntry("ssl.keystore.key", "content of client/user.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "configMap"})
    void authoritiesOfSourcesAreMounted(String kind) throws Exception {
        String values = Values.of("cpu") + "\nsources: {authorities: {" + kind + ": corporate, key: root.pem}}\n";

        assertThat(configuration(values).fetch().tlsAuthorities()).isEqualTo(folder.resolve("authorities/root.pem"));
        JsonNode pod = Chart.pod(values);
        assertThat(pod.at("/spec/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .contains("/etc/inception-streams/authorities");
        assertThat(pod.at("/spec/volumes").toString())
                .contains(
                        kind.equals("secret")
                                ? "\"secretName\":\"corporate\""
                                : "\"configMap\":{\"name\":\"corporate\"}");
        assertThat(configuration(Values.of("cpu")).fetch().tlsAuthorities()).isNull();
    }

    @Test
    void strimzisUserOperatorWritesTheWholeLogin() throws Exception {
        assertThat(configuration(Values.of("strimzi-scram")).kafka())
                .containsEntry("sasl.jaas.config", "content of sasl/sasl.jaas.config");
        assertThat(Chart.pod(Values.of("strimzi-scram")).findValuesAsText("secretName"))
                .contains("demo-inception-streams");
    }

    @Test
    void theGracePeriodHoldsTheDrainTheCloseAndAMargin() throws Exception {
        String values = Values.of("cpu") + "shutdown: {drainSeconds: 40, closeSeconds: 20}\n";
        Configuration configuration = configuration(values);

        Duration grace = Duration.ofSeconds(
                Chart.pod(values).at("/spec/terminationGracePeriodSeconds").asLong());

        assertThat(configuration.stream().shutdown().drain()).isEqualTo(Duration.ofSeconds(40));
        assertThat(grace)
                .isEqualTo(configuration.stream()
                        .shutdown()
                        .drain()
                        .plus(configuration.stream().shutdown().close())
                        .plusSeconds(10));
    }

    @Test
    void theStandardGracePeriodFitsTheApplicationsStandards() throws Exception {
        Configuration standard = new Configuration(Settings.load(null, Map.of(), List.of()));

        assertThat(configuration(Values.of("cpu")).stream().shutdown().drain())
                .isEqualTo(standard.stream().shutdown().drain());
        assertThat(configuration(Values.of("cpu")).stream().shutdown().close())
                .isEqualTo(standard.stream().shutdown().close());
    }

    @Test
    void aServiceInTheNamespaceAddsNoVariablesThatLookLikeSettings() {
        assertThat(Chart.pod(Values.of("cpu")).at("/spec/enableServiceLinks").asBoolean(true))
                .isFalse();
    }

    /** As in pod 0, with a folder in the place of {@code /etc/inception-streams}. */
    private Configuration configuration(String values) throws SettingsException, IOException {
        JsonNode container = Chart.pod(values).at("/spec/containers/0");
        for (String secret : List.of(
                "ca/ca.crt",
                "sasl/username",
                "sasl/password",
                "sasl/key",
                "sasl/secret",
                "sasl/sasl.jaas.config",
                "client/user.crt",
                "client/user.key")) {
            Path file = folder.resolve(secret);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + secret + "\n");
        }
        Map<String, String> environment = new HashMap<>();
        container
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(),
                        variable.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.name")
                                ? "demo-inception-streams-0"
                                : variable.path("value").asText()));
        Path file = Files.writeString(
                folder.resolve("application.properties"),
                Chart.settings(values).replace("/etc/inception-streams", folder.toString()));
        return new Configuration(Settings.load(file, environment, List.of()));
    }
}
