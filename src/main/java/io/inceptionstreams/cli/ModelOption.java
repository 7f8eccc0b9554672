package io.inceptionstreams.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --model}, of the commands that run a model or look at one. */
public final class ModelOption implements SettingsOptions.Shortcut {

    @Option(
            names = "--model",
            paramLabel = "FOLDER|URI",
            description =
                    "The model's folder, the folder of its versions, or the address of an archive (default: the setting model).")
    @Nullable
    public String place;

    @Override
    public Optional<String> setting() {
        return Optional.ofNullable(place).map(given -> "model=" + given);
    }
}
