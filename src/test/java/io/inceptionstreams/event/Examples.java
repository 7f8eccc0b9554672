package io.inceptionstreams.event;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code schemas/}. An example's name begins with the name of its schema. */
final class Examples {

    static final String REFERENCE = "image-reference";
    static final String LABEL = "image-label";
    static final String DEAD_LETTER_HEADERS = "dead-letter-headers";

    private static final Path SCHEMAS = Path.of("schemas");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Examples() {}

    static Schema schema(String name) {
        return REGISTRY.getSchema(read(SCHEMAS.resolve(name + ".schema.json")));
    }

    static List<Path> valid(String schema) {
        return list(SCHEMAS.resolve("examples"), schema);
    }

    static List<Path> invalid(String schema) {
        return list(SCHEMAS.resolve("examples/invalid"), schema);
    }

    /** What the schema has against the value; formats are asserted, not only noted. */
    static List<String> violations(String schema, String json) {
        return schema(schema)
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    static List<String> violations(String schema, byte[] json) {
        return violations(schema, new String(json, StandardCharsets.UTF_8));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        return read(file).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Path> list(Path folder, String schema) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(schema + "."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
