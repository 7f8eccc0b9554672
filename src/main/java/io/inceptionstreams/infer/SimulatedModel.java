package io.inceptionstreams.infer;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The model that a simulated device claims to run; named so in every result. */
public final class SimulatedModel {

    public static final String NAME = "simulated";

    private SimulatedModel() {}

    /** Without a folder: nothing is read. */
    public static Model model() {
        return Model.draft(Path.of(NAME), metadata("0"));
    }

    /** Of a model folder whose graph is never loaded. */
    public static Metadata metadata(String version) {
        return new Metadata(
                NAME,
                version,
                List.of("simulated-0", "simulated-1"),
                new Preprocessing(299, 299, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("none", "none", "none"),
                Optional.empty(),
                new Metadata.Origin("a simulated device, which computes nothing", "none", ""));
    }
}
