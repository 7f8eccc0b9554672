package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml}: as the specification wants it, and as this project promises it. */
final class ComposeTest {

    private static final Path SCHEMA = Path.of("src/test/resources/deploy/third-party/compose-spec.json");

    private final JsonNode compose = compose();
    private final JsonNode services = compose.path("services");

    @Test
    void isAsTheSpecificationWantsIt() {
        ObjectNode specification = (ObjectNode) io.inceptionstreams.deploy.Yaml.file(SCHEMA);
        specification.remove("$id"); // a relative one, which the validator refuses
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(specification);
        ObjectNode broken = compose.deepCopy();
        broken.withObject("/services/kafka").put("imagge", "apache/kafka");

        assertThat(schema.validate(compose)).isEmpty();
        assertThat(schema.validate(broken)).isNotEmpty();
    }

    @Test
    void versionsArePinned() {
        assertThat(services)
                .allSatisfy(service ->
                        assertThat(service.path("image").asText()).matches(".+:v?[0-9]+\\.[0-9]+\\.[0-9]+.*"));
    }

    @Test
    void onlyTheConsoleAndGrafanaAreReachableFromOutsideAndFromThisMachineOnly() {
        Map<String, List<String>> ports = services.properties().stream()
                .filter(service -> service.getValue().has("ports"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, service -> texts(service.getValue().path("ports"))));

        assertThat(ports)
                .isEqualTo(
                        Map.of("console", List.of("127.0.0.1:8080:8080"), "grafana", List.of("127.0.0.1:3000:3000")));
        assertThat(services.findValues("ports").stream().flatMap(list -> texts(list).stream()))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void theConsoleIsTheDoorToServicesThatStartWithTheStack() throws Exception {
        Matcher named =
                Pattern.compile("set \\$\\w+ ([\\w-]+);").matcher(Files.readString(Path.of("compose/console.conf")));
        List<String> behind = named.results().map(match -> match.group(1)).toList();

        assertThat(behind).containsExactlyInAnyOrder("application", "kafka-ui").allSatisfy(name -> {
            assertThat(services.path(name).has("profiles")).as(name).isFalse();
            assertThat(texts(services.path(name).path("networks")))
                    .containsAnyElementsOf(texts(services.at("/console/networks")));
        });
    }

    @Test
    void noServiceHasPrivileges() {
        assertThat(services).allSatisfy(service -> {
            assertThat(texts(service.path("cap_drop"))).containsExactly("ALL");
            assertThat(texts(service.path("security_opt"))).containsExactly("no-new-privileges:true");
            assertThat(service.has("privileged")).isFalse();
        });
    }

    @Test
    void servicesWaitForWhatTheyNeedToBeHealthy() {
        assertThat(services.properties())
                .allSatisfy(service -> service.getValue()
                        .path("depends_on")
                        .properties()
                        .forEach(needed -> {
                            String condition =
                                    needed.getValue().path("condition").asText();
                            JsonNode other = services.path(needed.getKey());
                            assertThat(other.isObject()).as(needed.getKey()).isTrue();
                            assertThat(condition)
                                    .isEqualTo(
                                            other.has("healthcheck")
                                                    ? "service_healthy"
                                                    : "service_completed_successfully");
                        }));
    }

    /** Compose refuses {@code content} for a read-only service, and stops at {@code up}. */
    @Test
    void configsAreFilesThatExist() {
        assertThat(compose.path("configs")).isNotEmpty().allSatisfy(config -> {
            assertThat(config.properties().stream().map(Map.Entry::getKey)).containsExactly("file");
            assertThat(Path.of(config.path("file").asText())).exists();
        });
    }

    @Test
    void everySampleIsPublished() throws Exception {
        try (Stream<Path> samples = Files.list(Path.of("src/main/resources/samples"))) {
            assertThat(texts(services.at("/publish/command")))
                    .containsAll(samples.map(sample -> sample.getFileName().toString())
                            .filter(name -> !name.endsWith(".md"))
                            .map(name -> "http://images:8080/" + name)
                            .toList());
        }
    }

    @Test
    void filesAndFoldersThatAreMountedExist() {
        List<Path> mounted = services.findValues("volumes").stream()
                .flatMap(volumes -> texts(volumes).stream())
                .filter(volume -> volume.startsWith("./"))
                .map(volume -> Path.of(volume.split(":", 2)[0]))
                .toList();

        assertThat(mounted)
                .contains(
                        Path.of("./helm/inception-streams/files/rules.yaml"),
                        Path.of("./helm/inception-streams/files/dashboard.json"))
                .allMatch(Files::exists);
    }

    @Test
    void theApplicationTakesItsSettingsAndDrainsWithinItsGracePeriod() throws Exception {
        for (String name : List.of("application", "application-gpu")) {
            JsonNode service = services.path(name);
            Map<String, String> environment = service.path("environment").properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, variable -> variable.getValue().asText()));

            Configuration configuration = new Configuration(Settings.load(null, environment, List.of()));

            assertThat(configuration.kafka()).containsEntry("bootstrap.servers", "kafka:9092");
            assertThat(configuration.stream()
                            .shutdown()
                            .drain()
                            .plus(configuration.stream().shutdown().close()))
                    .isLessThan(Duration.parse(
                            "PT" + service.path("stop_grace_period").asText()));
        }
    }

    @Test
    void topicsAreMadeForTheApplication() throws Exception {
        Configuration standard = new Configuration(Settings.load(null, Map.of(), List.of()));

        assertThat(texts(services.at("/topics/command")).get(0))
                .contains("create " + standard.topics().references() + " ")
                .contains("create " + standard.topics().labels() + " ")
                .contains("create " + standard.topics().deadLetters() + " ");
    }

    @Test
    void theSamplesThatArePublishedAreThere() {
        assertThat(texts(services.at("/publish/command")))
                .filteredOn(argument -> argument.startsWith("http://images:8080/"))
                .isNotEmpty()
                .allMatch(uri ->
                        Files.exists(Path.of("src/main/resources/samples", uri.replace("http://images:8080/", ""))));
    }

    @Test
    void aProfileAsksForADevice() {
        Predicate<JsonNode> gpu = device -> texts(device.path("capabilities")).contains("gpu");

        assertThat(texts(services.at("/application-gpu/profiles"))).containsExactly("gpu");
        assertThat(services.at("/application-gpu/deploy/resources/reservations/devices"))
                .anyMatch(gpu);
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** With its anchors and merges resolved, which Jackson would leave as they are. */
    private static JsonNode compose() {
        Object resolved = new Yaml().load(io.inceptionstreams.deploy.Yaml.text(Path.of("docker-compose.yml")));
        return new ObjectMapper().valueToTree(resolved);
    }
}
