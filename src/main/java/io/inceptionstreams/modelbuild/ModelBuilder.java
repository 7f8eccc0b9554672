package io.inceptionstreams.modelbuild;

import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.int8.Calibration;
import io.inceptionstreams.modelbuild.int8.Int8Search;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Quantization;
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
 * @param calibration of a model in int8, and of no other
 * @param infer how the golden images are computed
 */
public record ModelBuilder(
        Path models,
        Path weights,
        Optional<String> name,
        String version,
        Optional<List<String>> labels,
        ImportChoices choices,
        Optional<String> configProto,
        Optional<Calibration> calibration,
        InferSettings infer,
        boolean replace) {

    /**
     * How far less than float32's precision may be from it in any score of a golden image. At most half of what an instance tolerates
     * before it serves, so that a GPU has as much to itself. Twice as much in bfloat16, of which twice as much is
     * tolerated.
     */
    private static final double AGREEMENT = 5e-3;

    /** How much further than the golden images were on the machine that built it a model in int8 may be elsewhere. */
    private static final double HEADROOM = 2;

    /** The published weights in a file, with everything that is known of them. */
    static ModelBuilder published(Path models, Path weights, InferSettings infer) {
        return new ModelBuilder(
                models,
                weights,
                Optional.empty(),
                "1",
                Optional.empty(),
                ImportChoices.NONE,
                Optional.empty(),
                Optional.empty(),
                infer,
                false);
    }

    public Model run(Progress progress) throws IOException, ModelException {
        choices.check(calibration.map(Calibration::photos).orElse(null));
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
        if (!replace && Files.exists(place)) {
            throw exists(place, null); // before minutes are spent
        }
        if (calibration.isPresent()) {
            return runInt8(trained, metadata, calibration.get(), progress);
        }
        return write(
                place,
                metadata,
                out -> export(trained, choices, progress, out),
                (draft, complete) -> {
                    progress.step("Taking golden images");
                    if (choices.isHalf()) {
                        return judged(trained, draft, complete, progress);
                    }
                    Metadata taken = GoldenImages.take(draft, complete, infer);
                    if (!configProto.equals(configProto.map(ModelConfig::inFull))) {
                        agree("the model's configProto", 2 * AGREEMENT, draft, taken, progress);
                    }
                    return taken;
                },
                progress);
    }

    private Model runInt8(Trained trained, Metadata metadata, Calibration photos, Progress progress)
            throws IOException, ModelException {
        Int8Search.Source source = new Int8Search.Source(
                trained.network(),
                choices.numerics(trained.numerics()),
                trained.weights(),
                choices.inFull().form());
        try (Int8Search search = Int8Search.open(source, metadata, infer, progress)) {
            Quantization quantization = search.find(photos);
            return write(
                    ModelWriter.place(models, metadata.name(), metadata.version()),
                    metadata,
                    out -> search.write(quantization, out),
                    (draft, complete) -> {
                        progress.step("Taking golden images");
                        Metadata taken = GoldenImages.take(draft, search.judge(), complete, infer)
                                .withInt8(new Metadata.Int8(Metadata.Int8.MOST));
                        double difference = agree("int8", Metadata.Int8.MOST / HEADROOM, draft, taken, progress);
                        return taken.withInt8(new Metadata.Int8(Math.max(2 * AGREEMENT, HEADROOM * difference)));
                    },
                    progress);
        }
    }

    private Model write(
            Path place,
            Metadata metadata,
            ModelWriter.Content graph,
            ModelWriter.Completion completion,
            Progress progress)
            throws IOException, ModelException {
        progress.step("Writing " + place);
        try {
            return ModelWriter.write(models, metadata, graph, completion, replace);
        } catch (FileAlreadyExistsException e) {
            throw exists(place, e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(weights + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new ModelException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    public static ModelException exists(Path place, @Nullable Throwable cause) {
        return new ModelException(place + " exists; --force replaces it", cause);
    }

    private static void export(Trained trained, ImportChoices choices, Progress progress, OutputStream out)
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
            Metadata taken = GoldenImages.take(draft, judge, metadata, infer);
            agree("float16", AGREEMENT, draft, taken, progress);
            return taken;
        } finally {
            Files.deleteIfExists(judge.resolve(ModelFolder.SAVED_MODEL));
            Files.deleteIfExists(judge);
        }
    }

    /**
     * @param what makes the draft differ from float32
     * @param most what it may differ
     * @return what it differs
     */
    private double agree(String what, double most, Path draft, Metadata taken, Progress progress)
            throws IOException, ModelException {
        GoldenImages.Difference difference = GoldenImages.difference(draft, taken, infer);
        String found = String.format(
                Locale.ROOT,
                "the largest difference between %s and float32 in a score of the golden images is %.1e (%s)",
                what,
                difference.largest(),
                difference.image());
        progress.step("On this CPU, " + found);
        if (!(difference.largest() <= most)) {
            throw new ModelException(weights + ": " + found + "; at most " + most + " is served");
        }
        return difference.largest();
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
                .or(() -> ImageNetLabels.labels(units))
                .orElseThrow(() -> new ModelException(weights + ": these weights have " + units
                        + " classes and are not known here: name them with --labels FILE"));
        if (classes.size() != units) {
            throw new ModelException("labels: the network has " + units + " classes, there are " + classes.size());
        }
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
                    Origins.of(weights, trained),
                    configProto,
                    Optional.empty(),
                    List.of());
        } catch (IllegalArgumentException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
