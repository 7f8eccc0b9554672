package io.inceptionstreams.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * What an upgrade would apply, by the templates' own functions: instead of a cluster, they look into these.
     *
     * @param settings of the release that is there: its application.properties
     * @param replicas of its StatefulSet
     */
    static List<JsonNode> upgraded(String values, String settings, int replicas) {
        Path copy = null;
        try {
            copy = Files.createTempDirectory("chart");
            copyWithoutHooks(copy);
            try (Stream<Path> templates = Files.walk(copy.resolve("templates"))) {
                for (Path template : templates.filter(Files::isRegularFile).toList()) {
                    Files.writeString(
                            template,
                            Files.readString(template)
                                    .replace(".Release.IsUpgrade", "true")
                                    .replaceAll(
                                            "lookup \"v1\" [^)]*\\)",
                                            "dict \"data\" (dict \"application.properties\" `" + settings + "`)")
                                    .replaceAll(
                                            "lookup \"apps/v1\" [^)]*\\)",
                                            "dict \"spec\" (dict \"replicas\" " + replicas + ")"));
                }
            }
            return Yaml.documents(render(copy, values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(copy);
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
        try {
            Folders.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
