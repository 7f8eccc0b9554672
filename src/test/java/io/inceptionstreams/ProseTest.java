package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.Documentation.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Prose is plain English: subject, verb, object, and the actor by its name. The words below were frequent here and slow a
 * reader down; each comes with what to write instead.
 */
final class ProseTest {

    private static final Map<Pattern, String> AVOID = avoid();

    /** What users read beside the Markdown pages. */
    private static final List<Path> OTHERS = List.of(
            Path.of("helm/inception-streams/values.yaml"),
            Path.of("helm/inception-streams/files/rules.yaml"),
            Path.of("helm/inception-streams/files/dashboard.json"),
            Path.of("helm/inception-streams/templates/NOTES.txt"),
            Path.of("helm/inception-streams/templates/_validate.tpl"),
            Path.of("docker-compose.yml"),
            Path.of("schemas/image-reference.schema.json"),
            Path.of("schemas/image-label.schema.json"),
            Path.of("schemas/dead-letter-headers.schema.json"));

    private static Map<Pattern, String> avoid() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("whoever|whosoever", "name the actor: the caller, the next owner, the user");
        words.put("nobody|somebody|anybody|everybody", "name the actor, or no one, someone, anyone, everyone");
        words.put("under way", "in flight, running, in progress");
        words.put("so many", "the number");
        words.put("(?:for|in|its|waits? for) company", "say what is waited for");
        words.put("of late", "lately, recently");
        words.put("work(?:s|ed|ing)? off", "process");
        words.put("he|him|himself|she|herself", "name the program, the user, the operator");
        words.put("in vain", "without result");
        words.put("(?:the )?ones? who|those who", "a caller, users");
        words.put("at a loss|of its own accord", "by itself");
        words.put("loses? its worth", "loses its value");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        words.forEach((word, instead) ->
                patterns.put(Pattern.compile("\\b(?:" + word + ")\\b", Pattern.CASE_INSENSITIVE), instead));
        return patterns;
    }

    @Test
    void pagesArePlainEnglish() {
        List<String> found = new ArrayList<>();
        for (Page page : Documentation.everything()) {
            found.addAll(found(page.path().toString(), page.prose()));
        }

        assertThat(found).isEmpty();
    }

    @Test
    void chartComposeStackAndSchemasArePlainEnglish() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : OTHERS) {
            found.addAll(found(file.toString(), Files.readString(file)));
        }

        assertThat(found).isEmpty();
    }

    /** Javadoc, comments, help texts, log lines and messages: every line of code with a comment or a text in it. */
    @Test
    void sourcesArePlainEnglish() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path root : List.of(Path.of("src/main"), Path.of("src/lab"))) {
            if (Files.exists(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(ProseTest::isSource).toList()) {
                        found.addAll(found(file.toString(), Files.readString(file)));
                    }
                }
            }
        }

        assertThat(found).isEmpty();
    }

    private static boolean isSource(Path file) {
        return file.toString().matches(".*\\.(java|html|js)");
    }

    /** The check can fail. */
    @Test
    void findsWhatItLooksFor() {
        assertThat(found("page", "a line\nThe events Under way go to whoever has\nthem."))
                .containsExactly(
                        "page:2: \"whoever\": name the actor: the caller, the next owner, the user",
                        "page:2: \"Under way\": in flight, running, in progress");
    }

    private static List<String> found(String name, String text) {
        List<String> lines = text.lines().toList();
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .flatMap(i -> AVOID.entrySet().stream().flatMap(word -> {
                    Matcher matcher = word.getKey().matcher(lines.get(i));
                    return matcher.find()
                            ? Stream.of(name + ":" + (i + 1) + ": \"" + matcher.group() + "\": " + word.getValue())
                            : Stream.empty();
                }))
                .toList();
    }
}
