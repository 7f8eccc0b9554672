package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check can fail: each line breaks a pod that passes. */
final class PodSecurityTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                            | hostNetwork                  | true       | hostNetwork
                    ''                                            | hostPID                      | true       | hostPID
                    ''                                            | automountServiceAccountToken | true       | automountServiceAccountToken
                    /securityContext                              | runAsUser                    | 0          | runAsUser 0
                    /securityContext                              | sysctls                      | [{}]       | sysctls
                    /volumes/0                                    | hostPath                     | {}         | volume of type hostPath
                    /containers/0/securityContext                 | privileged                   | true       | application: privileged
                    /containers/0/securityContext                 | allowPrivilegeEscalation     | true       | application: allowPrivilegeEscalation
                    /containers/0/securityContext                 | readOnlyRootFilesystem       | false      | application: root file system is writable
                    /containers/0/securityContext                 | runAsNonRoot                 | false      | application: runAsNonRoot
                    /containers/0/securityContext                 | runAsUser                    | 0          | application: runAsUser 0
                    /containers/0/securityContext                 | procMount                    | Unmasked   | application: procMount
                    /containers/0/securityContext/seccompProfile  | type                         | Unconfined | application: seccompProfile
                    /containers/0/securityContext/capabilities    | drop                         | [NET_RAW]  | application: capabilities are not dropped
                    /containers/0/securityContext/capabilities    | add                          | [SYS_ADMIN] | application: capabilities are added
                    /containers/0/ports/0                         | hostPort                     | 80         | application: hostPort
                    """)
    void refuses(String pointer, String field, String value, String violation) {
        JsonNode spec = Chart.pod(Values.of("cpu")).path("spec");
        assertThat(PodSecurity.violations(spec)).isEmpty();

        ((ObjectNode) spec.at(pointer)).set(field, Yaml.documents(value).get(0));

        assertThat(PodSecurity.violations(spec)).containsExactly(violation);
    }

    /** OpenShift refuses pods that choose for themselves what it assigns. */
    @Test
    void whatThePlatformAssignsIsLeftOut() {
        String values = Values.of("cpu") + "podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}\n";

        for (JsonNode spec : specs(values)) {
            assertThat(PodSecurity.violations(spec)).isEmpty();
            assertThat(spec.at("/securityContext").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("runAsNonRoot", "seccompProfile");
        }
    }

    @Test
    void userAndGroupsCanBeOthers() {
        String values =
                Values.of("cpu") + "podSecurityContext: {runAsUser: 1000720000, runAsGroup: 0, fsGroup: 1000720000}\n";

        for (JsonNode spec : specs(values)) {
            assertThat(PodSecurity.violations(spec)).isEmpty();
            JsonNode context = spec.path("securityContext");
            assertThat(context.path("runAsUser").asLong(-1)).isEqualTo(1_000_720_000);
            assertThat(context.path("runAsGroup").asLong(-1)).isZero();
            assertThat(context.path("fsGroup").asLong(-1)).isEqualTo(1_000_720_000);
            assertThat(context.path("fsGroupChangePolicy").asText()).isEqualTo("OnRootMismatch");
        }
    }

    @Test
    void theImagesUserIsTheDefault() {
        for (JsonNode spec : specs(Values.of("cpu"))) {
            for (String id : List.of("runAsUser", "runAsGroup", "fsGroup")) {
                assertThat(spec.path("securityContext").path(id).asLong()).isEqualTo(10_001);
            }
        }
    }

    /** Of the instances, and of helm test. */
    private static List<JsonNode> specs(String values) {
        return List.of(
                Chart.pod(values).path("spec"), Chart.manifest("Pod", values).path("spec"));
    }
}
