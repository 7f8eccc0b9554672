package io.inceptionstreams.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What Kubernetes and its operators take. Fields that they do not know are problems here, while a cluster would drop
 * them with a warning that nobody reads.
 */
final class KubernetesModel {

    private static final Path SCHEMAS = Path.of("src/test/resources/deploy/third-party");

    private static final Map<String, Class<?>> CLASSES = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Pod", Pod.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    /** Of their spec. By name: javac would want the classes of their annotations, which are not published. */
    private static final Map<String, String> SPECS = Map.of(
            "kafka.strimzi.io/v1/KafkaTopic", "io.strimzi.api.kafka.model.topic.KafkaTopicSpec",
            "kafka.strimzi.io/v1/KafkaUser", "io.strimzi.api.kafka.model.user.KafkaUserSpec");

    private static final Map<String, String> DEFINITIONS = Map.of(
            "keda.sh/v1alpha1/ScaledObject", "keda.sh_scaledobjects.yaml",
            "keda.sh/v1alpha1/TriggerAuthentication", "keda.sh_triggerauthentications.yaml",
            "monitoring.coreos.com/v1/ServiceMonitor", "monitoring.coreos.com_servicemonitors.yaml",
            "monitoring.coreos.com/v1/PrometheusRule", "monitoring.coreos.com_prometheusrules.yaml");

    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new NoPlaceForTheUnknown())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private KubernetesModel() {}

    /** What is wrong with the manifest; empty when it is as its kind wants it. */
    static List<String> problems(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + "/"
                + manifest.path("kind").asText();
        Class<?> type = CLASSES.get(kind);
        if (type != null) {
            return read(manifest, type);
        }
        String spec = SPECS.get(kind);
        if (spec != null) {
            return readSpec(manifest, spec);
        }
        String definition = DEFINITIONS.get(kind);
        return definition == null ? List.of("unknown kind " + kind) : validate(manifest, definition);
    }

    private static List<String> read(JsonNode manifest, Class<?> type) {
        try {
            STRICT.treeToValue(manifest, type);
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    private static List<String> readSpec(JsonNode manifest, String spec) {
        ObjectNode rest = manifest.deepCopy();
        rest.remove(List.of("apiVersion", "kind", "metadata", "spec"));
        List<String> problems = new ArrayList<>(read(manifest.path("metadata"), ObjectMeta.class));
        rest.fieldNames().forEachRemaining(field -> problems.add("unknown field " + field));
        try {
            problems.addAll(read(manifest.path("spec"), Class.forName(spec)));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return problems;
    }

    private static List<String> validate(JsonNode manifest, String definition) {
        String version = manifest.path("apiVersion").asText().replaceAll(".*/", "");
        JsonNode schema = StreamSupport.stream(
                        Yaml.file(SCHEMAS.resolve(definition))
                                .at("/spec/versions")
                                .spliterator(),
                        false)
                .filter(candidate -> candidate.path("name").asText().equals(version))
                .map(candidate -> candidate.at("/schema/openAPIV3Schema"))
                .findFirst()
                .orElseThrow();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(closed(schema.deepCopy()))
                .validate(manifest)
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** The schema without room for fields that it does not name. */
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.remove("type");
            }
            if (object.path("properties").isObject()
                    && object.path("type").asText().equals("object")
                    && !object.has("x-kubernetes-preserve-unknown-fields")) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(KubernetesModel::closed);
        return schema;
    }

    /** The model's classes collect unknown fields to keep them; here they are to be refused. */
    private static final class NoPlaceForTheUnknown extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
