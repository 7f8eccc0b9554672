package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is refused before it is in the cluster, with the key and the reason. */
final class RefusedValuesTest {

    private static final String KAFKA = "{kafka: {bootstrapServers: 'kafka:9092'}, ";
    private static final String SASL =
            "kafka: {bootstrapServers: 'kafka:9092', security: {protocol: SASL_SSL, sasl: {secret: s}}}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                   | kafka.bootstrapServers: where is Kafka?
                    {kafka: {bootstrapServers: kafka}}                   | kafka.bootstrapServers: "kafka" is not HOST:PORT
                    {kafka: {bootstrapServers: 'a:9092,b:99999'}}        | kafka.bootstrapServers: "b:99999" is not HOST:PORT with a port from 1 to 65535
                    {kafka: {bootstrapServers: 'a:9092,'}}               | kafka.bootstrapServers: "" is not HOST:PORT
                    {topics: {labels: image-references}}                 | topics: references, labels and deadLetters must be three topics
                    {topics: {partitions: 0}}                            | minimum
                    {replicas: 13}                                       | replicas: 13 instances for topics.partitions=12: a partition goes to one instance
                    {replicas: two}                                      | /replicas
                    {autoscaling: {enabled: true, maxReplicas: 13}}      | autoscaling.maxReplicas: 13 instances for topics.partitions=12
                    {autoscaling: {enabled: true, minReplicas: 9, maxReplicas: 8}} | autoscaling.minReplicas: the floor 9 is above the ceiling maxReplicas=8
                    {guarantee: at_least_once, groupProtocol: streams}   | guarantee: at_least_once needs groupProtocol=classic
                    {groupProtocol: streams, shutdown: {leaveGroup: never}} | shutdown.leaveGroup: never needs groupProtocol=classic
                    {shutdown: {leaveGroup: sometimes}}                  | /shutdown/leaveGroup
                    {guarantee: exactly_once}                            | /guarantee
                    {kafka: {security: {protocol: SASL_SSL}}}            | kafka.security.sasl.secret: protocol SASL_SSL needs credentials
                    {kafka: {security: {sasl: {secret: s}}}}             | protocol PLAINTEXT sends no credentials
                    {kafka: {security: {mtls: {secret: s}}}}             | protocol PLAINTEXT shows no certificate
                    {kafka: {security: {ca: {secret: s}}}}               | protocol PLAINTEXT checks no certificate
                    {kafka: {security: {protocol: SASL_PLAINTEXT, sasl: {mechanism: AWS_MSK_IAM}}}} | AWS_MSK_IAM is offered over SASL_SSL only
                    {kafka: {properties: {bootstrap.servers: 'x:1'}}}    | kafka.properties: bootstrap.servers is set by kafka.bootstrapServers
                    {kafka: {properties: {sasl.jaas.config: secret}}}    | kafka.properties: sasl.jaas.config would be in clear in a ConfigMap
                    {kafka: {properties: {client.id: "a\\nb"}}}          | /kafka/properties/client.id
                    {settings: {instance.id: a}}                         | settings: instance.id is set by the pod's name
                    {settings: {http.port: 1}}                           | settings: http.port is set by management.port
                    {settings: {fetch.tls.authorities: /a.pem}}          | settings: fetch.tls.authorities is set by sources.authorities
                    {sources: {authorities: {secret: a, configMap: b}}}  | sources.authorities: a secret and a configMap are given
                    {sources: {authorities: {secret: A}}}                | /sources/authorities/secret
                    {sources: {authorities: {key: a/b}}}                 | /sources/authorities/key
                    {settings: {infer.device: cpu}}                      | settings: infer.device is set by gpu.enabled
                    {settings: {batch.max-sise: 32}}                     | settings: batch.max-sise is unknown to the application, whose pods would not start
                    {settings: {kafka.client.id: a}}                     | settings: kafka.client.id belongs under kafka.properties
                    {model: {from: claim, path: m}}                      | model.claim: model.from=claim needs the name of an existing PersistentVolumeClaim
                    {model: {from: image, path: m}}                      | model.image.reference: model.from=image needs an image
                    {model: {from: image, path: m, image: {reference: 'm:latest'}}} | has no digest
                    {model: {from: claim, claim: models}}                | model.path: model.from=claim needs the folder
                    {model: {from: hub}}                                 | /model/from
                    {gpu: {enabled: true, resource: ''}}                 | gpu.resource: gpu.enabled needs the name
                    {gpu: {enabled: true}, resources: {requests: {nvidia.com/gpu: 1}}} | resources: nvidia.com/gpu is set by gpu.resource
                    {gpu: {count: 0}}                                    | /gpu/count
                    {gpu: {enabled: true}, resources: {limits: {nvidia.com/gpu: 1}}} | resources: nvidia.com/gpu is set by gpu.resource
                    {kafka: {security: {protocol: SASL_SSL}}, strimzi: {cluster: c, namespace: kafka, user: {enabled: true}}} | kafka.security.sasl.secret: Strimzi writes the user's secret into strimzi.namespace=kafka
                    {kafka: {properties: {state.dir: /tmp}}}             | kafka.properties: state.dir is set by the chart
                    {kafka: {properties: {producer.acks: 1}}}            | kafka.properties: producer.acks is refused by the application: an answer that one broker has is lost with it
                    {kafka: {properties: {enable.idempotence: false}}}   | kafka.properties: enable.idempotence is refused by the application
                    {kafka: {properties: {production.exception.handler: A}}} | kafka.properties: production.exception.handler is refused by the application: a handler may skip records
                    {model: {image: {size: much}}}                       | /model/image/size
                    {strimzi: {topics: {enabled: true}}}                 | strimzi.cluster: Strimzi's operators look for the name
                    {strimzi: {cluster: c, user: {enabled: true}}}       | strimzi.user.enabled: Strimzi's users authenticate
                    {strimzi: {cluster: c, topics: {enabled: true, replicas: 1}}} | strimzi.topics.minInsyncReplicas: 2 of 1 copies can never have a record
                    {image: {digest: latest}}                            | /image/digest
                    {management: {port: 80}}                             | /management/port
                    {management: {hosts: ['a:8080']}}                    | /management/hosts/0
                    {settings: {http.hosts: a}}                          | settings: http.hosts is set by management.hosts
                    {podSecurityContext: {runAsUser: 0}}                 | /podSecurityContext/runAsUser
                    {podSecurityContext: {runAsUser: root}}              | /podSecurityContext/runAsUser
                    {podSecurityContext: {fsGroup: -1}}                  | /podSecurityContext/fsGroup
                    {podSecurityContext: {runAsNonRoot: false}}          | runAsNonRoot
                    {extraEnv: [{name: INCEPTION_INSTANCE_ID, value: a}]} | /extraEnv/0/name
                    {replica: 2}                                         | replica
                    """)
    void refuses(String values, String message) {
        String all = values.contains("bootstrapServers") || values.equals("{}") ? values : merged(values);

        assertThatThrownBy(() -> Chart.render(all)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kafka.security.sasl.mechanism=AWS_MSK_IAM | autoscaling.authentication: KEDA needs a TriggerAuthentication of your own for AWS_MSK_IAM
                    kafka.security.sasl.jaasKey=config        | autoscaling.authentication: KEDA needs a name and a password
                    """)
    void refusesAutoscalingWithoutCredentials(String setting, String message) {
        String field = setting.replaceAll(".*\\.([a-zA-Z]+)=.*", "$1") + ": " + setting.replaceAll(".*=", "");
        String values = SASL.replace("secret: s", "secret: s, " + field) + "autoscaling: {enabled: true}\n";

        assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
    }

    /** With a broker's address: each line is about something else. */
    private static String merged(String values) {
        return values.startsWith("{kafka: {")
                ? values.replaceFirst("\\{kafka: \\{", "{kafka: {bootstrapServers: 'kafka:9092', ")
                : KAFKA + values.substring(1);
    }
}
