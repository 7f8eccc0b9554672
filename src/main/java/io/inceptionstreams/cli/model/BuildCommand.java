package io.inceptionstreams.cli.model;

import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ConsoleProgress;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.DefaultModel;
import io.inceptionstreams.modelbuild.ModelBuilder;
import io.inceptionstreams.modelbuild.int8.Calibration;
import io.inceptionstreams.network.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code model build}: weights in, {@code models/NAME/N/} out. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = {
            "Writes models/NAME/N/ with saved_model.pb and model.json.",
            "Without --weights, the default weights are fetched with npm (nsfwjs 4.4.0, MIT, 29 MB)."
        },
        footer = {
            "inception-streams model build",
            "inception-streams model build --weights inception_v3.h5 --name my-inception",
            "inception-streams model build --precision int8 --calibration photos"
        })
final class BuildCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "models",
            description = "The folder of all models; the new one goes to FOLDER/NAME/N (default: ${DEFAULT-VALUE}).")
    Path output = Path.of("models");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The model's name (default: nsfwjs-inception-v3 for the default weights, "
                    + "inception-v3 for others).")
    @Nullable
    String name;

    @Option(
            names = "--model-version",
            paramLabel = "N",
            defaultValue = "1",
            description = "The version, a whole number; the highest is served (default: ${DEFAULT-VALUE}).")
    String version = "1";

    @Option(
            names = "--weights",
            paramLabel = "FILE|FOLDER",
            description = "The weights: " + WeightFiles.KINDS + " (default: the default model's).")
    @Nullable
    Path weights;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "The classes in the order of the output, one a line (default: those of the default weights, or ImageNet's).")
    @Nullable
    Path labels;

    @Mixin
    ImportOptions choices = new ImportOptions();

    @Option(
            names = "--classifier",
            paramLabel = "KIND",
            description = "What becomes of the logits: softmax, or sigmoid for several labels an image "
                    + "(default: softmax).")
    Classifier classifier = Classifier.SOFTMAX;

    @Option(
            names = "--config-proto",
            paramLabel = "FILE",
            description = "TensorFlow's ConfigProto for the model's sessions, in protobuf's text form (default: none).")
    @Nullable
    Path configProto;

    @Option(
            names = "--calibration",
            paramLabel = "FOLDER",
            description = "Photos, with --precision int8: two thirds say how large activations become, and a third"
                    + " whether the model still answers what it does in float32 (default: none).")
    @Nullable
    Path calibration;

    @Option(
            names = "--agreement",
            paramLabel = "FRACTION",
            defaultValue = Calibration.SAME_LABEL,
            description = "With --precision int8, the share of held-out photos whose first label must stay the same"
                    + " (default: ${DEFAULT-VALUE}).")
    double agreement = Double.parseDouble(Calibration.SAME_LABEL);

    @Option(
            names = "--max-difference",
            paramLabel = "FRACTION",
            defaultValue = Calibration.MEAN_DIFFERENCE,
            description = "With --precision int8, the most that the largest difference in a score of a held-out photo"
                    + " may be on average (default: ${DEFAULT-VALUE}).")
    double maxDifference = Double.parseDouble(Calibration.MEAN_DIFFERENCE);

    @Option(names = "--force", description = "Replaces the version if it is there.")
    boolean force;

    @Override
    public Integer call() throws CommandException, InterruptedException {
        InferSettings infer = common.configuration().infer();
        Progress progress = ConsoleProgress.onStandardError();
        try {
            Path place = ModelWriter.place(output, name == null ? DefaultModel.NAME : name, version);
            choices.choices(classifier).check(calibration); // before 29 MB are fetched
            if (weights == null && !force && Files.exists(place)) {
                throw ModelBuilder.exists(place, null); // before 29 MB are fetched
            }
            Model model = weights == null
                    ? DefaultModel.fetch(progress, tgz -> build(tgz, infer).run(progress))
                    : build(weights, infer).run(progress);
            progress.end();
            common.out()
                    .println(model.folder() + ": " + model.name() + " " + model.version() + ", "
                            + model.labels().size() + " classes, SHA-256 " + model.sha256());
            return 0;
        } catch (ModelException | IllegalArgumentException e) {
            progress.end();
            return fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            progress.end();
            return fail(e.toString());
        }
    }

    private ModelBuilder build(Path source, InferSettings infer) throws IOException, ModelException {
        return new ModelBuilder(
                output,
                source,
                Optional.ofNullable(name),
                version,
                labels == null ? Optional.empty() : Optional.of(lines(labels)),
                choices.choices(classifier),
                configProto == null ? Optional.empty() : Optional.of(encoded(configProto)),
                Optional.ofNullable(calibration).map(folder -> new Calibration(folder, agreement, maxDifference)),
                infer,
                force);
    }

    private static String encoded(Path file) throws IOException, ModelException {
        try {
            return ModelConfig.encode(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new ModelException("--config-proto " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private int fail(String message) {
        common.err().println("error: " + message);
        common.err().flush();
        return 1;
    }
}
