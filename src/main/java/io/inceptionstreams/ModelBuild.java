package io.inceptionstreams;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.Weights;
import io.inceptionstreams.network.weights.Published;
import io.inceptionstreams.network.weights.Trained;
import io.inceptionstreams.network.weights.WeightFiles;
import io.inceptionstreams.network.weights.WeightsException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a weight file to a model folder.
 *
 * @param weights what {@link WeightFiles} reads
 * @param name the model's; that of the published weights if empty
 * @param labels the classes; needed unless the weights are known
 * @param configProto of the model's sessions, as the metadata holds it
 */
record ModelBuild(
        Path models,
        Path weights,
        Optional<String> name,
        String version,
        Optional<List<String>> labels,
        Choices choices,
        Optional<String> configProto,
        boolean replace) {

    /**
     * How far half precision may be from float32 in any score of a golden image. Half of what an instance tolerates
     * before it serves, so that a GPU has as much to itself.
     */
    private static final double AGREEMENT = 5e-3;

    /** The published weights in a file, with everything that is known of them. */
    static ModelBuild published(Path models, Path weights) {
        return new ModelBuild(
                models, weights, Optional.empty(), "1", Optional.empty(), Choices.NONE, Optional.empty(), false);
    }

    Model run(Progress progress) throws IOException, ModelException {
        progress.step("Reading the weights");
        Trained trained;
        try {
            trained = WeightFiles.read(weights);
        } catch (WeightsException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
        progress.step("Found " + trained.found());
        if (!trained.network().outputs().contains(InceptionV3.LOGITS)) {
            throw new ModelException(weights + ": " + trained.found()
                    + ": without a top there are no classes; 'model train-head' makes one");
        }
        Metadata metadata = metadata(trained);
        Path place = ModelWriter.place(models, metadata.name(), metadata.version());
        progress.step("Writing " + place);
        try {
            return ModelWriter.write(
                    models,
                    metadata,
                    out -> export(trained, choices, progress, out),
                    (draft, complete) -> {
                        progress.step("Taking golden images");
                        return choices.isHalf()
                                ? judged(trained, draft, complete, progress)
                                : GoldenShots.take(draft, complete);
                    },
                    replace);
        } catch (FileAlreadyExistsException e) {
            throw exists(place, e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(weights + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new ModelException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static ModelException exists(Path place, @Nullable Throwable cause) {
        return new ModelException(place + " exists; --force replaces it", cause);
    }

    private static void export(Trained trained, Choices choices, Progress progress, OutputStream out)
            throws IOException {
        Numerics numerics = choices.numerics(trained.numerics());
        Weights counted = counted(trained, numerics, progress);
        SavedModelExport.write(trained.network(), numerics, counted, choices.form(), out);
    }

    /** Half precision must answer what float32 does, on the golden images: those are float32's own scores. */
    private Metadata judged(Trained trained, Path draft, Metadata metadata, Progress progress)
            throws IOException, ModelException {
        Path judge = Files.createTempDirectory("inception-streams-float32-");
        try {
            Path graph = judge.resolve(ModelFolder.SAVED_MODEL);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(graph))) {
                export(trained, choices.inFull(), progress, out);
            }
            Metadata taken = GoldenShots.take(draft, judge, metadata);
            double difference = GoldenShots.difference(draft, taken);
            String found = String.format(
                    Locale.ROOT,
                    "the largest difference between float16 and float32 in a score of the golden images is %.1e",
                    difference);
            progress.step("On this CPU, " + found);
            if (!(difference <= AGREEMENT)) {
                throw new ModelException(weights + ": " + found + "; at most " + AGREEMENT + " is served");
            }
            return taken;
        } finally {
            Files.deleteIfExists(judge.resolve(ModelFolder.SAVED_MODEL));
            Files.deleteIfExists(judge);
        }
    }

    private static Weights counted(Trained trained, Numerics numerics, Progress progress) {
        int total = trained.network().tensors(numerics.gamma()).size();
        int[] done = {0};
        return tensor -> {
            done[0]++;
            progress.advance(done[0], total);
            return trained.weights().values(tensor);
        };
    }

    private Metadata metadata(Trained trained) throws ModelException {
        Optional<Published> known = trained.published();
        Network network = trained.network();
        int units = network.size(InceptionV3.LOGITS);
        List<String> classes = labels.or(() -> known.map(Published::labels))
                .or(() -> ImageNet.labels(units))
                .orElseThrow(() -> new ModelException(weights + ": these weights have " + units
                        + " classes and are not known here: name them with --labels FILE"));
        if (classes.size() != units) {
            throw new ModelException("labels: the network has " + units + " classes, there are " + classes.size());
        }
        Metadata.Origin origin = new Metadata.Origin(
                known.map(Published::source).orElse(String.valueOf(weights.getFileName())),
                known.map(Published::licence).orElse("not stated"),
                trained.notice().or(() -> known.map(Published::copyright)).orElse(""));
        try {
            return new Metadata(
                    name.or(() -> known.map(Published::name)).orElse("inception-v3"),
                    version,
                    classes,
                    choices.preprocessing(trained.framing()),
                    choices.classifier(),
                    new Model.Signature(SavedModelExport.ANSWERS, SavedModelExport.INPUT, InceptionV3.PROBABILITIES),
                    Optional.of(new Metadata.Features(
                            SavedModelExport.ALL, InceptionV3.FEATURES, network.size(InceptionV3.FEATURES))),
                    origin,
                    configProto,
                    List.of());
        } catch (IllegalArgumentException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
