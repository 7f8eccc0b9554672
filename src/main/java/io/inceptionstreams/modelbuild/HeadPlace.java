package io.inceptionstreams.modelbuild;

import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.modelbuild.head.Head;
import io.inceptionstreams.network.HeadGraft;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.SavedModelExport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a new head goes: {@code MODELS/NAME/VERSION}.
 *
 * @param version null for the next free one
 * @param replace whether a version that is there may be replaced; without a version, the newest one
 */
public record HeadPlace(Path models, String name, @Nullable String version, boolean replace) {

    /** Others may take the next free version between the look and the write, but not for ever. */
    private static final int ATTEMPTS = 10;

    /**
     * Refuses what could not be written, before minutes go into it.
     *
     * @throws IllegalArgumentException when no model can have the name or the version
     * @throws ModelException when the version is there and may not be replaced
     */
    public void check() throws IOException, ModelException {
        Path place = ModelWriter.place(models, name, number());
        if (version != null && !replace && Files.exists(place)) {
            throw exists(place, null);
        }
    }

    /** Grafts the head on its base and takes golden images; loads TensorFlow. */
    public Model write(FeatureExtractor base, List<String> labels, Head head, InferSettings infer)
            throws IOException, ModelException {
        for (int attempt = 1; ; attempt++) {
            String number = number();
            try {
                return write(base, metadata(base, number, labels), head, infer);
            } catch (FileAlreadyExistsException e) {
                if (version != null || attempt == ATTEMPTS) {
                    throw exists(ModelWriter.place(models, name, number), e);
                }
            }
        }
    }

    private Model write(FeatureExtractor base, Metadata metadata, Head head, InferSettings infer)
            throws IOException, ModelException {
        Metadata.Features features = features(base);
        return ModelWriter.write(
                models,
                metadata,
                out -> HeadGraft.write(
                        base.model().folder().resolve(ModelFolder.SAVED_MODEL),
                        features.signature(),
                        features.output(),
                        head.kernel(),
                        head.bias(),
                        out),
                (draft, complete) -> GoldenImages.take(draft, complete, infer),
                replace);
    }

    private Metadata metadata(FeatureExtractor base, String number, List<String> labels) {
        return new Metadata(
                name,
                number,
                labels,
                base.model().preprocessing(),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature(
                        SavedModelExport.ANSWERS, base.model().signature().input(), InceptionV3.PROBABILITIES),
                Optional.of(new Metadata.Features(
                        SavedModelExport.ALL,
                        InceptionV3.FEATURES,
                        features(base).size())),
                base.origin(),
                base.model().configProto(),
                base.model().int8(),
                List.of());
    }

    private static Metadata.Features features(FeatureExtractor base) {
        return base.model().features().orElseThrow();
    }

    private String number() throws IOException {
        if (version != null) {
            return version;
        }
        return replace ? ModelWriter.newest(models, name).orElse(1L).toString() : ModelWriter.next(models, name);
    }

    private static ModelException exists(Path place, @Nullable Throwable cause) {
        return new ModelException(
                place + " exists; --force replaces it, and without --model-version the next free version is made",
                cause);
    }
}
