package io.inceptionstreams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --model}, of the commands that run a model or look at one. */
final class ModelOption implements Common.Shortcut {

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "The model to serve, the folder of its versions, or an archive's address (setting model).")
    @Nullable
    String place;

    @Override
    public Optional<String> setting() {
        return Optional.ofNullable(place).map(given -> "model=" + given);
    }
}
