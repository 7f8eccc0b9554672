package io.inceptionstreams.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Pod Security Standard "restricted", which includes "baseline", as Kubernetes documents it; and, beyond it, a
 * read-only root file system and no token of the service account.
 */
final class PodSecurity {

    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private PodSecurity() {}

    /**
     * What "restricted" would refuse.
     *
     * @param spec of a pod
     */
    static List<String> violations(JsonNode spec) {
        List<String> found = new ArrayList<>();
        JsonNode pod = spec.path("securityContext");
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            refuse(found, spec.path(host).asBoolean(), host);
        }
        refuse(found, !pod.path("sysctls").isEmpty(), "sysctls");
        refuse(found, pod.path("runAsUser").asInt(1) == 0, "runAsUser 0");
        refuse(found, spec.path("automountServiceAccountToken").asBoolean(true), "automountServiceAccountToken");
        for (JsonNode volume : spec.path("volumes")) {
            volume.fieldNames()
                    .forEachRemaining(field -> refuse(
                            found, !field.equals("name") && !VOLUMES.contains(field), "volume of type " + field));
        }
        Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(kind -> spec.path(kind).valueStream())
                .forEach(container -> container(container, pod, found));
        return found;
    }

    private static void container(JsonNode container, JsonNode pod, List<String> found) {
        String name = container.path("name").asText() + ": ";
        JsonNode context = container.path("securityContext");
        refuse(found, context.path("privileged").asBoolean(), name + "privileged");
        refuse(found, context.path("allowPrivilegeEscalation").asBoolean(true), name + "allowPrivilegeEscalation");
        refuse(found, !context.path("readOnlyRootFilesystem").asBoolean(), name + "root file system is writable");
        refuse(found, context.path("runAsUser").asInt(1) == 0, name + "runAsUser 0");
        JsonNode nonRoot = context.path("runAsNonRoot");
        refuse(
                found,
                !(nonRoot.isMissingNode() ? pod.path("runAsNonRoot") : nonRoot).asBoolean(),
                name + "runAsNonRoot");
        JsonNode seccomp = context.at("/seccompProfile/type");
        refuse(
                found,
                !SECCOMP.contains((seccomp.isMissingNode() ? pod.at("/seccompProfile/type") : seccomp).asText()),
                name + "seccompProfile");
        refuse(
                found,
                context.at("/capabilities/drop")
                        .valueStream()
                        .noneMatch(dropped -> dropped.asText().equals("ALL")),
                name + "capabilities are not dropped");
        refuse(
                found,
                context.at("/capabilities/add")
                        .valueStream()
                        .anyMatch(added -> !added.asText().equals("NET_BIND_SERVICE")),
                name + "capabilities are added");
        refuse(found, container.path("ports").findValues("hostPort").size() > 0, name + "hostPort");
        String procMount = context.path("procMount").asText("Default");
        refuse(found, !procMount.equals("Default"), name + "procMount");
    }

    private static void refuse(List<String> found, boolean violated, String what) {
        if (violated) {
            found.add(what);
        }
    }
}
