package io.inceptionstreams;

import io.inceptionstreams.LabelledPhotos.Photo;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.FeatureReader;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.network.HeadGraft;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.training.Examples;
import io.inceptionstreams.training.HeadTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code model train-head}: labelled photos in, a model folder out. */
@Command(
        name = "train-head",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a model from labelled photos: IMAGES/LABEL/PHOTO, a folder a class.",
            "The 2048 features of each photo are computed by the model (--model, or the default one) or by --weights,",
            "and a softmax layer is fitted to them; a fifth of the photos is held out to judge it."
        })
final class TrainHeadCommand implements Callable<Integer> {

    /** Enough to keep the device busy. */
    private static final int BATCH = 16;

    @Mixin
    Common common = new Common();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(
            names = "--images",
            required = true,
            paramLabel = "DIR",
            description = "The folder of the classes' folders.")
    Path images = Path.of("");

    @Option(
            names = "--labels-from-folders",
            description = "A photo's label is its folder's name; there is no other way yet.")
    boolean labelsFromFolders;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "Weights that compute the features, with or without their top, instead of a model.")
    @Nullable
    Path weights;

    @Mixin
    ChoiceOptions choices = new ChoiceOptions();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "models",
            description = "The folder of all models; the new one goes to FOLDER/NAME/N (default: ${DEFAULT-VALUE}).")
    Path output = Path.of("models");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The new model's name.")
    String name = "";

    @Option(
            names = "--model-version",
            paramLabel = "N",
            defaultValue = "1",
            description = "The version, a whole number; the highest is served (default: ${DEFAULT-VALUE}).")
    String version = "1";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides which photos are held out (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--force", description = "Replace the version if it is there.")
    boolean force;

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Configuration configuration = common.configuration(modelOption);
        Progress progress = Progress.onStandardError();
        Path place = ModelWriter.place(output, name, version);
        try {
            if (!force && Files.exists(place)) {
                throw ModelBuild.exists(place, null);
            }
            LabelledPhotos photos = LabelledPhotos.in(images);
            try (HeadBase base = base(configuration, progress)) {
                HeadTraining.Result result =
                        HeadTraining.DEFAULTS.train(features(configuration, base.model(), photos, progress), seed);
                print(photos.labels(), result);
                Model model = write(base, photos.labels(), result, progress);
                progress.end();
                common.out()
                        .println(model.folder() + ": " + model.labels().size() + " classes; serve it with run --model "
                                + Models.whereToServe(model));
                common.out().flush();
            }
            return 0;
        } catch (FileAlreadyExistsException e) {
            progress.end();
            common.err().println("error: " + place + " exists; --force replaces it");
        } catch (ModelException | ClassifierException | IllegalArgumentException e) {
            progress.end();
            common.err().println("error: " + e.getMessage());
        }
        common.err().flush();
        return 1;
    }

    private HeadBase base(Configuration configuration, Progress progress)
            throws IOException, InterruptedException, ModelException {
        if (weights != null) {
            return HeadBase.weights(weights, choices.choices(Metadata.Classifier.SOFTMAX));
        }
        if (choices.any()) {
            throw new ModelException(
                    "--pixels, --resize, --fraction, --interpolation, --channels and --precision go with --weights;"
                            + " a head on a model keeps what that has");
        }
        return HeadBase.of(Models.open(configuration, progress));
    }

    private Examples features(Configuration configuration, Model base, LabelledPhotos photos, Progress progress)
            throws IOException, ClassifierException {
        progress.step("Computing the features of " + photos.photos().size() + " photos");
        ImageDecoder decoder = new ImageDecoder(configuration.decode(), Models.target(base));
        List<Examples.Example> examples = new ArrayList<>();
        List<ByteBuffer> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        try (FeatureReader reader = FeatureReader.open(base, configuration.infer(BATCH, WarmUp.NONE))) {
            for (int i = 0; i < photos.photos().size(); i++) {
                Photo photo = photos.photos().get(i);
                try {
                    pixels.add(decoder.decode(Files.readAllBytes(photo.file())).pixels());
                    labels.add(photo.label());
                } catch (ImageException e) {
                    common.err()
                            .println("left out: " + photo.file() + ": "
                                    + e.rejected().detail());
                }
                if (pixels.size() == BATCH || (i == photos.photos().size() - 1 && !pixels.isEmpty())) {
                    List<float[]> features = reader.read(pixels);
                    for (int j = 0; j < features.size(); j++) {
                        examples.add(new Examples.Example(features.get(j), labels.get(j)));
                    }
                    pixels.clear();
                    labels.clear();
                    progress.advance(i + 1, photos.photos().size());
                }
            }
        }
        progress.end();
        common.err().flush();
        return new Examples(examples, photos.labels().size());
    }

    private void print(List<String> labels, HeadTraining.Result result) {
        PrintWriter out = common.out();
        out.println(String.format(
                Locale.ROOT,
                "trained on %d photos (%.1f %% right), %d iterations; held out %d: accuracy %.1f %%",
                result.training(),
                100 * result.trainingAccuracy(),
                result.iterations(),
                result.heldOut(),
                100 * result.accuracy()));
        out.println("held-out photos, a row what they are, a column what they were taken for:");
        int width = labels.stream().mapToInt(String::length).max().orElse(1);
        for (int row = 0; row < labels.size(); row++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + width + "s", labels.get(row)));
            for (int count : result.confusion()[row]) {
                line.append(String.format(Locale.ROOT, " %5d", count));
            }
            out.println(line);
        }
        out.flush();
    }

    private Model write(HeadBase base, List<String> labels, HeadTraining.Result result, Progress progress)
            throws IOException, ModelException {
        progress.step("Writing " + ModelWriter.place(output, name, version));
        Metadata.Features features = base.model().features().orElseThrow();
        Metadata metadata = new Metadata(
                name,
                version,
                labels,
                base.model().preprocessing(),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature(
                        SavedModelExport.ANSWERS, base.model().signature().input(), InceptionV3.PROBABILITIES),
                Optional.of(new Metadata.Features(SavedModelExport.ALL, InceptionV3.FEATURES, features.size())),
                base.origin());
        return ModelWriter.write(
                output,
                metadata,
                out -> HeadGraft.write(
                        base.model().folder().resolve("saved_model.pb"),
                        features.signature(),
                        features.output(),
                        result.head().kernel(),
                        result.head().bias(),
                        out),
                GoldenShots::take,
                force);
    }
}
