package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
}
