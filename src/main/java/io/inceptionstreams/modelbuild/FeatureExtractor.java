package io.inceptionstreams.modelbuild;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Metadata.Features;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.weights.Trained;
import io.inceptionstreams.network.weights.WeightFiles;
import io.inceptionstreams.network.weights.WeightsException;
import io.inceptionstreams.util.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network whose features a new head sees: a model that is there, or weights, with or without their top, exported
 * into a temporary folder until closed.
 *
 * @param origin of the new model
 */
public record FeatureExtractor(Model model, Metadata.Origin origin, boolean temporary) implements AutoCloseable {

    public static FeatureExtractor of(Model model) {
        return new FeatureExtractor(model, Origins.ofHead(model), false);
    }

    public static FeatureExtractor weights(Path file, ImportChoices choices) throws IOException, ModelException {
        if (choices.isInt8()) {
            throw new ModelException("--precision int8: a head's features are float32 or float16; of an int8 model,"
                    + " --model takes them");
        }
        Trained trained;
        try {
            trained = WeightFiles.read(file);
        } catch (WeightsException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
        Network network = trained.network().keeping(List.of(InceptionV3.FEATURES));
        Metadata.Origin origin = Origins.ofHead(file, trained);
        Metadata metadata = new Metadata(
                "features",
                "0",
                List.of("features"),
                choices.preprocessing(trained.framing()),
                Classifier.SOFTMAX,
                new Model.Signature(SavedModelExport.ALL, SavedModelExport.INPUT, InceptionV3.FEATURES),
                Optional.of(
                        new Features(SavedModelExport.ALL, InceptionV3.FEATURES, network.size(InceptionV3.FEATURES))),
                origin);
        Path folder = Files.createTempDirectory("inception-streams-features-");
        FeatureExtractor base = new FeatureExtractor(Model.draft(folder, metadata), origin, true);
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(ModelFolder.SAVED_MODEL)))) {
            SavedModelExport.write(
                    network, choices.numerics(trained.numerics()), trained.weights(), choices.form(), out);
        } catch (IllegalArgumentException e) {
            base.close();
            throw new ModelException(file + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            base.close();
            throw e;
        }
        return base;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Folders.delete(model.folder());
        }
    }
}
