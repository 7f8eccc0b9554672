package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemasTest {

    private final EventReader eventReader = new EventReader();
    private final ResultReader resultReader = new ResultReader();

    @ParameterizedTest
    @ValueSource(strings = {Examples.REFERENCE, Examples.LABEL, Examples.DEAD_LETTER_HEADERS})
    void eachSchemaIsASchemaAndClosed(String name) throws IOException {
        String text = Examples.read(Path.of("schemas", name + ".schema.json"));
        var dialect = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of(DialectId.DRAFT_2020_12));

        assertThat(dialect.validate(text, InputFormat.JSON)).isEmpty();
        requireDescribedAndClosed("", new ObjectMapper().readTree(text));
    }

    private static void requireDescribedAndClosed(String pointer, JsonNode schema) {
        assertThat(schema.path("title").asText()).as(pointer + "/title").isNotBlank();
        assertThat(schema.path("description").asText())
                .as(pointer + "/description")
                .isNotBlank();
        if (schema.has("properties")) {
            assertThat(schema.path("additionalProperties").isBoolean())
                    .as(pointer + "/additionalProperties")
                    .isTrue();
            assertThat(schema.path("additionalProperties").asBoolean()).isFalse();
        }
        for (String holder : List.of("properties", "$defs")) {
            schema.path(holder)
                    .properties()
                    .forEach(entry -> requireDescribedAndClosed(pointer + '/' + entry.getKey(), entry.getValue()));
        }
    }

    @Test
    void everyExampleBelongsToASchema() throws IOException {
        for (Path folder : List.of(Path.of("schemas/examples"), Path.of("schemas/examples/invalid"))) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(file.getFileName().toString())
                                .matches("(image-reference|image-label|dead-letter-headers)\\.[a-z0-9-]+\\.json"));
            }
        }
    }

    static List<Path> references() {
        return Examples.valid(Examples.REFERENCE);
    }

    @ParameterizedTest
    @MethodSource("references")
    void aValidReferencePassesTheSchemaAndTheReader(Path example) throws InvalidEventException {
        assertThat(Examples.violations(Examples.REFERENCE, Examples.read(example)))
                .isEmpty();

        ImageReference reference = eventReader.read(Examples.bytes(example));
        byte[] written = new EventWriter().write(reference);

        assertThat(Examples.violations(Examples.REFERENCE, written)).isEmpty();
        assertThat(eventReader.read(written)).isEqualTo(reference);
    }

    static List<Path> invalidReferences() {
        return Examples.invalid(Examples.REFERENCE);
    }

    @ParameterizedTest
    @MethodSource("invalidReferences")
    void anInvalidReferenceFailsAtTheSchemaAndTheReader(Path example) {
        assertThat(Examples.violations(Examples.REFERENCE, Examples.read(example)))
                .hasSize(expectedViolations(example));
        assertThatThrownBy(() -> eventReader.read(Examples.bytes(example))).isInstanceOf(InvalidEventException.class);
    }

    /** A deadline that is no RFC 3339 date-time fails at the format, and at the pattern that says it again. */
    private static int expectedViolations(Path example) {
        return example.toString().matches(".*deadline-without-(offset|seconds).json") ? 2 : 1;
    }

    static List<Path> results() {
        return Examples.valid(Examples.LABEL);
    }

    @ParameterizedTest
    @MethodSource("results")
    void aValidResultPassesTheSchemaAndTheReader(Path example) throws InvalidEventException {
        assertThat(Examples.violations(Examples.LABEL, Examples.read(example))).isEmpty();

        Labelled labelled = resultReader.read(Examples.bytes(example));
        byte[] written = new EventWriter().write(labelled);

        assertThat(Examples.violations(Examples.LABEL, written)).isEmpty();
        assertThat(resultReader.read(written)).isEqualTo(labelled);
    }

    static List<Path> invalidResults() {
        return Examples.invalid(Examples.LABEL);
    }

    @ParameterizedTest
    @MethodSource("invalidResults")
    void anInvalidResultFailsAtTheSchemaAndTheReader(Path example) {
        assertThat(Examples.violations(Examples.LABEL, Examples.read(example))).hasSize(1);
        assertThatThrownBy(() -> resultReader.read(Examples.bytes(example))).isInstanceOf(InvalidEventException.class);
    }

    static List<Path> headers() {
        return Examples.valid(Examples.DEAD_LETTER_HEADERS);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void validHeadersPassTheSchema(Path example) {
        assertThat(Examples.violations(Examples.DEAD_LETTER_HEADERS, Examples.read(example)))
                .isEmpty();
    }

    static List<Path> invalidHeaders() {
        return Examples.invalid(Examples.DEAD_LETTER_HEADERS);
    }

    @ParameterizedTest
    @MethodSource("invalidHeaders")
    void invalidHeadersFailAtTheSchema(Path example) {
        assertThat(Examples.violations(Examples.DEAD_LETTER_HEADERS, Examples.read(example)))
                .hasSize(1);
    }

    @Test
    void theHeadersWrittenPassTheSchema() throws IOException {
        Rejected rejected = new Rejected(Reason.IMAGE_CORRUPT, "x".repeat(5000));
        Map<String, String> headers = DeadLetterHeaders.of(rejected, "image-references", 3, 1041, 1_795_381_200_000L);

        assertThat(Examples.violations(Examples.DEAD_LETTER_HEADERS, new ObjectMapper().writeValueAsString(headers)))
                .isEmpty();
    }

    @Test
    void theSchemaOfHeadersNamesThemAllAndEveryReason() {
        JsonNode properties =
                Examples.schema(Examples.DEAD_LETTER_HEADERS).getSchemaNode().path("properties");

        assertThat(properties.properties().stream().map(Map.Entry::getKey))
                .containsExactlyElementsOf(DeadLetterHeaders.NAMES);
        assertThat(properties.path(DeadLetterHeaders.REASON).path("enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::code).toList());
    }
}
