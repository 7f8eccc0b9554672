package io.inceptionstreams.testing;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.DefaultModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The default model for integration tests: fetched and built by the first that asks, in a folder that {@code mvn clean}
 * removes, so that it is always one that this tree has built.
 */
public final class RealModel {

    public static final Path MODELS = Path.of("target", "models");

    /** As the setting {@code model} and the option {@code --model} take it. */
    public static final String FOLDER = MODELS.resolve(DefaultModel.NAME).toString();

    private RealModel() {}

    public static Model open() throws IOException, InterruptedException, ModelException {
        return DefaultModel.ensure(MODELS, InferSettings.defaults(), Progress.none());
    }

    /** Settings as flags would give them, whatever the environment of the build says. */
    public static Configuration configuration(List<String> settings) throws SettingsException {
        return new Configuration(Settings.load(null, Map.of(), settings));
    }
}
