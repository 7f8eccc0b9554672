package io.inceptionstreams.app;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.SimulatedModel;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.model.Revision;
import io.inceptionstreams.model.remote.RemoteModels;
import io.inceptionstreams.modelbuild.DefaultModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the configured model, wherever it is. */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * Opens the configured model, and checks its digests; fetches it first when it is at an address, and builds it first
     * when it is the default one and is not there. A simulated device makes answers up: it claims to run a model of its
     * own, or one of a folder that is named for what it is.
     */
    public static Model open(Configuration configuration, Progress progress)
            throws IOException, InterruptedException, ModelException {
        ModelSettings chosen = configuration.model();
        Optional<Path> folder = folder(configuration);
        if (folder.isEmpty()) {
            return configuration.simulated() ? SimulatedModel.model() : fetch(chosen, progress);
        }
        Path name = folder.get().getFileName();
        Path models = folder.get().getParent();
        if (name != null && name.toString().equals(DefaultModel.NAME) && models != null) {
            Model model = DefaultModel.ensure(models, configuration.infer(), progress);
            return chosen.sha256() == null ? model : ModelFolder.open(folder.get(), chosen.sha256());
        }
        return ModelFolder.open(folder.get(), chosen.sha256());
    }

    private static Model fetch(ModelSettings chosen, Progress progress)
            throws IOException, InterruptedException, ModelException {
        progress.step("Fetching the model from " + chosen.shownPlace());
        Path folder = RemoteModels.fetch(chosen, System.getenv());
        progress.end();
        return ModelFolder.open(folder);
    }

    /** The folder of the model, or of its versions; empty when none is read. */
    static Optional<Path> folder(Configuration configuration) {
        ModelSettings chosen = configuration.model();
        if (chosen.isRemote()) {
            return Optional.empty();
        }
        Path folder = chosen.folder();
        return !configuration.simulated() || folder.endsWith(SimulatedModel.NAME)
                ? Optional.of(folder)
                : Optional.empty();
    }

    /**
     * What to give to {@code run --model} for a model that is in its version's folder: the folder of its versions, which
     * is where an instance finds the next one, unless that serves another; then its own.
     */
    public static Path whereToServe(Model model) throws IOException, ModelException {
        Path versions = model.folder().getParent();
        return versions != null && Revision.of(versions).folder().equals(model.folder()) ? versions : model.folder();
    }

    /** For a running instance that is to look again. */
    static ModelReloader.Source source(Configuration configuration) {
        return new ModelReloader.Source() {
            @Override
            public Revision look() throws IOException, ModelException {
                Path folder = folder(configuration).orElseThrow(() -> new ModelException("the model never changes"));
                return Revision.of(folder);
            }

            @Override
            public Model open() throws IOException, ModelException, InterruptedException {
                return ModelLoader.open(configuration, Progress.none());
            }

            @Override
            public List<Classifier> load(Model model) throws ClassifierException {
                ResultSizeCheck.check(configuration, model);
                return Classifiers.open(model, configuration.infer());
            }
        };
    }
}
