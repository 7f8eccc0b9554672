package io.inceptionstreams;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Metadata.Features;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.weights.Trained;
import io.inceptionstreams.network.weights.WeightFiles;
import io.inceptionstreams.network.weights.WeightsException;
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
 * @param origin of the weights
 */
record HeadBase(Model model, Metadata.Origin origin, boolean temporary) implements AutoCloseable {

    static HeadBase of(Model model) {
        String source = "a head trained on the features of " + model.name() + " " + model.version() + " (SHA-256 "
                + model.sha256() + ")";
        return new HeadBase(model, new Metadata.Origin(source, "that of " + model.name(), ""), false);
    }

    static HeadBase weights(Path file, Choices choices) throws IOException, ModelException {
        Trained trained;
        try {
            trained = WeightFiles.read(file);
        } catch (WeightsException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
        Network network = trained.network().keeping(List.of(InceptionV3.FEATURES));
        Path folder = Files.createTempDirectory("inception-streams-features-");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("saved_model.pb")))) {
            SavedModelExport.write(
                    network, choices.numerics(trained.numerics()), trained.weights(), choices.form(), out);
        } catch (IllegalArgumentException e) {
            throw new ModelException(file + ": " + e.getMessage(), e);
        }
        Model model = new Model(
                folder,
                "features",
                "0",
                "0".repeat(64),
                List.of(),
                choices.preprocessing(trained.framing()),
                new Model.Signature(SavedModelExport.ALL, SavedModelExport.INPUT, InceptionV3.FEATURES),
                Classifier.SOFTMAX,
                Optional.of(
                        new Features(SavedModelExport.ALL, InceptionV3.FEATURES, network.size(InceptionV3.FEATURES))),
                Optional.empty(),
                List.of());
        String source = "a head trained on the features of " + file.getFileName() + ": " + trained.found();
        return new HeadBase(
                model,
                new Metadata.Origin(source, "not stated", trained.notice().orElse("")),
                true);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(model.folder().resolve("saved_model.pb"));
            Files.deleteIfExists(model.folder());
        }
    }
}
