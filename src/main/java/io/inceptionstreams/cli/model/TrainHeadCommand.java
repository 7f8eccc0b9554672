package io.inceptionstreams.cli.model;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ConsoleProgress;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.FeatureReader;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.FeatureExtractor;
import io.inceptionstreams.modelbuild.HeadExamples;
import io.inceptionstreams.modelbuild.HeadPlace;
import io.inceptionstreams.modelbuild.LabelledFolder;
import io.inceptionstreams.modelbuild.head.HeadTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
            "Makes a model from labelled photos: IMAGES/LABEL/PHOTO, a folder for each class.",
            "The model (--model, or the default one) or --weights computes the 2048 features of each photo, and a softmax"
                    + " layer is fitted to them; a fifth of the photos is held out to judge it."
        },
        footer = "inception-streams model train-head --images photos --name pets")
final class TrainHeadCommand implements Callable<Integer> {

    /** Enough to see what kind of files they are. */
    private static final int LISTED = 50;

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(
            names = "--images",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder of the classes' folders.")
    Path images = Path.of("");

    @Option(
            names = "--labels-from-folders",
            hidden = true, // read by nothing; accepted for the scripts that have it
            description = "Does nothing: a photo's label is always its folder's name.")
    boolean labelsFromFolders;

    @Option(
            names = "--keep-together",
            description = "Photos of one subfolder of a class are learned or held out together: for crops of one photo "
                    + "and frames of one video, which would make the held-out part look too easy.")
    boolean keepTogether;

    @Option(
            names = "--weights",
            paramLabel = "FILE|FOLDER",
            description = "Weights that compute the features, with or without their top (default: the model does).")
    @Nullable
    Path weights;

    @Mixin
    ImportOptions choices = new ImportOptions();

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
            description = "The version, a whole number; the highest is served (default: the next free one).")
    @Nullable
    String version;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides which photos are held out (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--force",
            description = "Replaces the version of --model-version if it is there; without that, the newest one.")
    boolean force;

    @Override
    public Integer call()
            throws CommandException, IOException, InterruptedException, ClassifierException, ModelException {
        if (labelsFromFolders) {
            common.err().println("--labels-from-folders does nothing: a photo's label is always its folder's name");
        }
        Configuration configuration = common.configuration(modelOption);
        HeadPlace place = new HeadPlace(output, name, version, force);
        place.check();
        if (weights == null && choices.any()) {
            throw new CommandException(
                    "--pixels, --resize, --fraction, --interpolation, --channels and --precision go with --weights;"
                            + " a head on a model keeps what that has");
        }
        LabelledFolder labelled = LabelledFolder.in(images);
        list("ignored: ", labelled.ignored());
        Progress progress = ConsoleProgress.onStandardError();
        try (FeatureExtractor base = base(configuration, progress)) {
            HeadExamples examples = examples(configuration, base.model(), labelled, progress);
            progress.end();
            list("left out: ", examples.leftOut());
            HeadTraining.Result result = HeadTraining.DEFAULTS.train(examples.examples(), seed);
            HeadReport.print(common.out(), images, labelled.labels(), examples.photos(), result);
            progress.step("Writing the model");
            Model model = place.write(base, labelled.labels(), result.head(), configuration.infer());
            progress.end();
            common.out()
                    .println(model.folder() + ": " + model.labels().size() + " classes; serve it with run --model "
                            + ModelLoader.whereToServe(model));
            common.out().flush();
            return 0;
        } finally {
            progress.end();
        }
    }

    private FeatureExtractor base(Configuration configuration, Progress progress)
            throws IOException, InterruptedException, ModelException {
        return weights == null
                ? FeatureExtractor.of(ModelLoader.open(configuration, progress))
                : FeatureExtractor.weights(weights, choices.choices(Metadata.Classifier.SOFTMAX));
    }

    private HeadExamples examples(Configuration configuration, Model base, LabelledFolder labelled, Progress progress)
            throws ClassifierException, ModelException {
        progress.step("Computing the features of " + labelled.photos().size() + " photos");
        ImageDecoder decoder = new ImageDecoder(configuration.decode(), Target.of(base.preprocessing()));
        try (FeatureReader reader = FeatureReader.open(base, configuration.infer(HeadExamples.BATCH, WarmUp.NONE))) {
            return HeadExamples.of(labelled, keepTogether, decoder, reader::read, progress);
        }
    }

    private void list(String what, List<LabelledFolder.Ignored> ignored) {
        ignored.stream().limit(LISTED).forEach(each -> common.err().println(what + each.path() + " " + each.why()));
        if (ignored.size() > LISTED) {
            common.err().println(what + (ignored.size() - LISTED) + " more");
        }
        common.err().flush();
    }
}
