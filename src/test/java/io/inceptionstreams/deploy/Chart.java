package io.inceptionstreams.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chart, rendered by real Helm as release {@code demo} in namespace {@code vision}. */
final class Chart {

    static final Path FOLDER = Path.of("helm/inception-streams");

    private Chart() {}

    /**
     * As {@code helm template} prints it, without the hooks.
     *
     * @param values YAML, as in a values file
     */
    static String render(String values) {
        return render(FOLDER, values);
    }

    private static String render(Path chart, String values) {
        Path file = null;
        try {
            file = Files.writeString(Files.createTempFile("values", ".yaml"), values);
            return new Helm(chart)
                    .template()
                    .withName("demo")
                    .withNamespace("vision")
                    .withKubeVersion("1.34.0")
                    .withValuesFile(file)
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    /** All manifests, the pod of {@code helm test} among them. */
    static List<JsonNode> manifests(String values) {
        Path copy = null;
        try {
            copy = Files.createTempDirectory("chart");
            copyWithoutHooks(copy);
            return Yaml.documents(render(copy, values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(copy);
        }
    }

    /** The library leaves hooks out of what it renders; without its annotation the test's pod is a pod like others. */
    private static void copyWithoutHooks(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.writeString(to, Files.readString(file).replace("helm.sh/hook: test", "hook: was-removed"));
            }
        }
    }

    static JsonNode manifest(String kind, String values) {
        List<JsonNode> found = manifests(values).stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("not one " + kind + " but " + found.size());
        }
        return found.get(0);
    }

    /** The pod template of the StatefulSet. */
    static JsonNode pod(String values) {
        return manifest("StatefulSet", values).at("/spec/template");
    }

    /** The application's own settings. */
    static String settings(String values) {
        return manifests(values).stream()
                .map(manifest -> manifest.at("/data/application.properties"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElseThrow();
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    private static void delete(@Nullable Path root) {
        if (root == null) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
