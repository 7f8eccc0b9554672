package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's README describes the values that there are. */
final class ChartReadmeTest {

    private static final Path README = Chart.FOLDER.resolve("README.md");
    private static final Path VALUES = Chart.FOLDER.resolve("values.yaml");
    private static final Pattern SECTION =
            Pattern.compile("(<!-- values: [^\n]*-->\n).*(<!-- /values -->)", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("( *)([A-Za-z]+):.*");

    @Test
    void hasTheTableOfValues() throws IOException {
        StringBuilder table = new StringBuilder("| Value | Default | What it is |\n|---|---|---|\n");
        descriptions()
                .forEach((pointer, description) -> table.append("| `")
                        .append(pointer.substring(1).replace('/', '.'))
                        .append("` | ")
                        .append(shown(Yaml.file(VALUES).at(pointer)))
                        .append(" | ")
                        .append(description)
                        .append(" |\n"));
        String readme = Yaml.text(README);
        Matcher section = SECTION.matcher(readme);
        assertThat(section.find()).isTrue();
        String expected = readme.substring(0, section.end(1)) + table + readme.substring(section.start(2));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(README, expected);
        }

        assertThat(Yaml.text(README))
                .as("mvn -Dtest=ChartReadmeTest -Dgolden.write=true test writes the table anew")
                .isEqualTo(expected);
    }

    @Test
    void everyValueIsDescribed() {
        assertThat(leaves(Yaml.file(VALUES), "", new TreeMap<>()).keySet())
                .allMatch(leaf -> descriptions().keySet().stream().anyMatch(leaf::startsWith));
    }

    @Test
    void theSchemaNamesEveryValue() {
        JsonNode schema = Yaml.file(Chart.FOLDER.resolve("values.schema.json"));

        assertThat(descriptions().keySet())
                .allSatisfy(pointer -> assertThat(
                                schema.at(pointer.replace("/", "/properties/")).isObject())
                        .as(pointer)
                        .isTrue());
    }

    /** Comments that begin with {@code # --}, by the JSON pointer of the value that follows. */
    private static Map<String, String> descriptions() {
        Map<String, String> descriptions = new java.util.LinkedHashMap<>();
        Deque<String> path = new ArrayDeque<>();
        String description = "";
        for (String line : Yaml.text(VALUES).lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            if (line.strip().startsWith("# -- ")) {
                description = line.strip().substring(5);
            } else if (entry.matches()) {
                while (path.size() > entry.group(1).length() / 2) {
                    path.removeLast();
                }
                path.addLast(entry.group(2));
                if (!description.isEmpty()) {
                    descriptions.put("/" + String.join("/", path), description);
                    description = "";
                }
            }
        }
        return descriptions;
    }

    private static Map<String, JsonNode> leaves(JsonNode node, String pointer, Map<String, JsonNode> found) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> leaves(field.getValue(), pointer + "/" + field.getKey(), found));
        } else {
            found.put(pointer, node);
        }
        return found;
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
