package io.inceptionstreams.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The ACLs of the KafkaUser that the chart asks Strimzi for, as Kafka has them. */
final class SmallestAcls {

    private SmallestAcls() {}

    static List<AclBinding> of(String user) {
        JsonNode acls = Chart.manifest("KafkaUser", Values.of("strimzi-scram")).at("/spec/authorization/acls");
        return StreamSupport.stream(acls.spliterator(), false)
                .flatMap(acl -> StreamSupport.stream(acl.path("operations").spliterator(), false)
                        .map(operation -> binding(user, acl.path("resource"), operation.asText())))
                .toList();
    }

    private static AclBinding binding(String user, JsonNode resource, String operation) {
        ResourceType type = resource.path("type").asText().equals("transactionalId")
                ? ResourceType.TRANSACTIONAL_ID
                : ResourceType.fromString(resource.path("type").asText());
        PatternType pattern =
                resource.path("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL;
        return new AclBinding(
                new ResourcePattern(type, resource.path("name").asText(), pattern),
                new AccessControlEntry(
                        "User:" + user,
                        "*",
                        AclOperation.fromString(operation.toUpperCase(Locale.ROOT)),
                        AclPermissionType.ALLOW));
    }
}
