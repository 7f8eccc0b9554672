package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The model as the other rooms need it. */
final class Models {

    private Models() {}

    /** What a simulated device claims to run; named so in every result. */
    private static final Model SIMULATED = new Model(
            Path.of("simulated"),
            "simulated",
            "0",
            "0".repeat(64),
            List.of("simulated-0", "simulated-1"),
            new Preprocessing(299, 299, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
            new Model.Signature("none", "none", "none"));

    /** Opens the configured model, none for a simulated device; builds it first when it is the default one and is not there. */
    static Model open(Configuration configuration, Progress progress)
            throws IOException, InterruptedException, ModelException {
        if (configuration.simulated()) {
            return SIMULATED;
        }
        Path folder = configuration.model();
        Path name = folder.getFileName();
        return name != null && name.toString().equals(DefaultModel.NAME) && folder.getParent() != null
                ? DefaultModel.ensure(folder.getParent(), progress)
                : ModelFolder.open(folder);
    }

    static ModelId id(Model model) {
        return new ModelId(model.name(), model.version(), model.sha256());
    }

    static Target target(Model model) {
        return new Target(
                model.preprocessing().width(),
                model.preprocessing().height(),
                Target.Interpolation.valueOf(
                        model.preprocessing().interpolation().name()));
    }

    /** Bytes of one image as the model takes it: uint8 RGB. */
    static int imageBytes(Model model) {
        return model.preprocessing().width() * model.preprocessing().height() * 3;
    }
}
