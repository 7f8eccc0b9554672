package io.inceptionstreams;

import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.network.weights.NpmPackage;
import io.inceptionstreams.network.weights.Published;
import io.inceptionstreams.network.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The model that is there without anybody choosing one: built on first use, from weights that npm brings. */
final class DefaultModel {

    static final String NAME = Published.NSFWJS.name();

    private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);

    /** What can be done with a fetched package. */
    @FunctionalInterface
    interface Use {
        Model apply(Path tgz) throws IOException, ModelException;
    }

    private DefaultModel() {}

    /** Opens the newest version under {@code models}; fetches and builds version 1 when there is none. */
    static Model ensure(Path models, Progress progress) throws IOException, InterruptedException, ModelException {
        Path folder = models.resolve(NAME);
        if (!hasVersion(folder)) {
            fetch(progress, tgz -> ModelBuild.published(models, tgz).run(progress));
            progress.end();
        }
        try {
            return ModelFolder.open(folder);
        } catch (ModelException e) {
            throw new ModelException(e.getMessage() + "\n'model build --force' builds the default model anew", e);
        }
    }

    /** Takes the package into a temporary folder, which is gone when this returns. */
    static Model fetch(Progress progress, Use use) throws IOException, InterruptedException, ModelException {
        NpmPackage npm = NpmPackage.NSFWJS;
        progress.step("Fetching " + npm.spec() + " with npm (29 MB)");
        Path folder = Files.createTempDirectory("inception-streams-");
        try {
            return use.apply(npm.fetch(folder, FETCH_LIMIT));
        } catch (WeightsException e) {
            throw new ModelException(
                    e.getMessage() + "\nThe default model needs this package. Fetched elsewhere, it is built with"
                            + "\n  model build --weights nsfwjs-4.4.0.tgz"
                            + "\nA model of your own is used with --model FOLDER (saved_model.pb and model.json).",
                    e);
        } finally {
            List<Path> deepestFirst;
            try (Stream<Path> all = Files.walk(folder)) {
                deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static boolean hasVersion(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.anyMatch(child -> Files.exists(child.resolve(ModelFolder.METADATA))
                    && !String.valueOf(child.getFileName()).startsWith("."));
        }
    }
}
