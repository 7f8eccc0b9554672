package io.inceptionstreams.modelbuild;

import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.network.weights.NpmPackage;
import io.inceptionstreams.network.weights.Published;
import io.inceptionstreams.network.weights.WeightsException;
import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;

/** The model that is used unless another is named: built on first use, from weights that npm brings. */
public final class DefaultModel {

    public static final String NAME = Published.NSFWJS.name();

    private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);

    /** What can be done with a fetched package. */
    @FunctionalInterface
    public interface Use {
        Model apply(Path tgz) throws IOException, ModelException;
    }

    /** Stays behind, empty: without it, a process that waits and one that comes later would both build. */
    private static final String LOCK = ".lock";

    private DefaultModel() {}

    /**
     * Opens the newest version under {@code models}; fetches and builds version 1 when there is none. Of processes that find
     * none at the same time, one builds it, and the others wait for it.
     *
     * @param infer how the golden images of a new model are computed
     */
    public static Model ensure(Path models, InferSettings infer, Progress progress)
            throws IOException, InterruptedException, ModelException {
        Path folder = models.resolve(NAME);
        if (!hasVersion(folder)) {
            build(models, infer, progress);
        }
        try {
            return ModelFolder.open(folder);
        } catch (ModelException e) {
            throw new ModelException(e.getMessage() + "\n'model build --force' builds the default model anew", e);
        }
    }

    private static synchronized void build(Path models, InferSettings infer, Progress progress)
            throws IOException, InterruptedException, ModelException {
        Files.createDirectories(models);
        try (FileChannel file =
                FileChannel.open(models.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock(); // until the file is closed
            if (!hasVersion(models.resolve(NAME))) {
                fetch(
                        progress,
                        tgz -> ModelBuilder.published(models, tgz, infer).run(progress));
                progress.end();
            }
        }
    }

    /** Takes the package into a temporary folder, which is gone when this returns. */
    public static Model fetch(Progress progress, Use use) throws IOException, InterruptedException, ModelException {
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
            Folders.delete(folder);
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
