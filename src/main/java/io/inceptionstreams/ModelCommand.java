package io.inceptionstreams;

import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.network.Description;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.weights.WeightFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code model} and its commands; {@code model build} and {@code model describe} are here. */
@Command(
        name = "model",
        description = "Builds, trains, verifies or inspects a model folder, or describes the network.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelCommand.Build.class,
            ModelCommand.Describe.class,
            TrainHeadCommand.class,
            ModelInspectCommand.class,
            ModelVerifyCommand.class
        })
final class ModelCommand {

    /** Weights in, {@code models/NAME/N/} out. */
    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = {
                "Writes models/NAME/N/ with saved_model.pb and model.json.",
                "Without --weights, the default weights are fetched with npm (nsfwjs 4.4.0, MIT, 29 MB)."
            })
    static final class Build implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Option(
                names = "--output",
                paramLabel = "FOLDER",
                defaultValue = "models",
                description =
                        "The folder of all models; the new one goes to FOLDER/NAME/N (default: ${DEFAULT-VALUE}).")
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

        @Option(names = "--weights", paramLabel = "PATH", description = "The weights: " + WeightFiles.KINDS + ".")
        @Nullable
        Path weights;

        @Option(
                names = "--labels",
                paramLabel = "FILE",
                description = "The classes in the order of the output, one a line; known for the default weights.")
        @Nullable
        Path labels;

        @Mixin
        ChoiceOptions choices = new ChoiceOptions();

        @Option(
                names = "--classifier",
                paramLabel = "KIND",
                description = "What becomes of the logits: softmax, or sigmoid for several labels an image "
                        + "(default: softmax).")
        Classifier classifier = Classifier.SOFTMAX;

        @Option(
                names = "--config-proto",
                paramLabel = "FILE",
                description = "TensorFlow's ConfigProto for the model's sessions, in protobuf's text form.")
        @Nullable
        Path configProto;

        @Option(names = "--force", description = "Replace the version if it is there.")
        boolean force;

        @Override
        public Integer call() throws InterruptedException {
            Progress progress = Progress.onStandardError();
            try {
                Path place = ModelWriter.place(output, name == null ? DefaultModel.NAME : name, version);
                if (weights == null && !force && Files.exists(place)) {
                    throw ModelBuild.exists(place, null); // before 29 MB are fetched
                }
                Model model = weights == null
                        ? DefaultModel.fetch(progress, tgz -> build(tgz).run(progress))
                        : build(weights).run(progress);
                progress.end();
                out(spec)
                        .println(model.folder() + ": " + model.name() + " " + model.version() + ", "
                                + model.labels().size() + " classes, SHA-256 " + model.sha256());
                return 0;
            } catch (ModelException e) {
                progress.end();
                return fail(spec, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                progress.end();
                return fail(spec, e.toString());
            }
        }

        private ModelBuild build(Path source) throws IOException, ModelException {
            return new ModelBuild(
                    output,
                    source,
                    Optional.ofNullable(name),
                    version,
                    labels == null ? Optional.empty() : Optional.of(lines(labels)),
                    choices.choices(classifier),
                    configProto == null ? Optional.empty() : Optional.of(encoded(configProto)),
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
    }

    /** The network in figures. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Prints the network's stages with shapes and parameters, and what each factorisation saves.")
    static final class Describe implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Option(
                names = "--head",
                split = ",",
                paramLabel = "UNITS",
                defaultValue = "1000",
                description = "Units of the dense layers, the last ones are the classes; 256,128,5 is the default "
                        + "model's (default: ${DEFAULT-VALUE}, as Keras).")
        List<Integer> head = List.of(1000);

        @Option(names = "--json", description = "One JSON object.")
        boolean json;

        @Override
        public Integer call() {
            Description description;
            try {
                description = Description.of(InceptionV3.assemble(head), false);
            } catch (IllegalArgumentException e) {
                return fail(spec, "--head: " + e.getMessage());
            }
            PrintWriter out = out(spec);
            out.print(json ? DescriptionText.json(description) : DescriptionText.table(description));
            out.flush();
            return 0;
        }
    }

    private static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    }

    private static int fail(@Nullable CommandSpec spec, String message) {
        PrintWriter err =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
        err.println("error: " + message);
        err.flush();
        return 1;
    }
}
