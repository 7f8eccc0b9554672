package io.inceptionstreams.cli.model;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ConsoleProgress;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.ThroughputProbe;
import io.inceptionstreams.model.Measurement;
import io.inceptionstreams.model.Measurements;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code model verify}: what an instance does before it is ready, and nothing else. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a model's digests, then runs its golden images on every device, at every batch size of the"
                    + " warm-up.",
            "Exits with 1 when a file was changed or a score is not what it must be."
        },
        footer = "inception-streams model verify --model models/pets --measure")
final class ModelVerifyCommand implements Callable<Integer> {

    /** Steady enough for two digits, and five sizes on a CPU are done within a minute. */
    private static final Duration EACH_SIZE = Duration.ofSeconds(3);

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(
            names = "--measure",
            description = "Measures images/s by batch size on each device, prints them, and writes them to "
                    + Measurements.FILE + " in the model's folder, for 'model inspect'.")
    boolean measure;

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Configuration configuration = common.configuration(modelOption);
        if (measure && configuration.simulated()) {
            throw new CommandException("--measure: infer.device: there is no model behind a simulated device");
        }
        Progress progress = ConsoleProgress.onStandardError();
        try {
            Model model = ModelLoader.open(configuration, progress);
            progress.step("Running " + model.golden().size() + " golden images");
            WarmUpListener warmUp = new WarmUpListener(progress);
            List<Classifier> classifiers = Classifiers.open(model, configuration.infer(), warmUp);
            progress.end();
            List<Measurement> measured;
            try {
                measured = measure ? measure(model, classifiers, progress) : List.of();
            } finally {
                classifiers.forEach(Classifier::close);
            }
            common.out()
                    .println(model.name() + " " + model.version() + ": digests agree; "
                            + (model.golden().isEmpty()
                                    ? "there are no golden images, the answers are probabilities"
                                    : model.golden().size() + " golden images agree")
                            + " on "
                            + classifiers.stream().map(Classifier::device).toList());
            warmUp.precision.forEach(each -> common.out().println("the CPU computes in " + each));
            measured.forEach(each -> common.out().println(ModelInspectCommand.line(each)));
            common.out().flush();
            return 0;
        } catch (ModelException | ClassifierException e) {
            progress.end();
            common.err().println("error: " + e.getMessage());
            common.err().flush();
            return 1;
        }
    }

    /** Shows how far the warm-up is, and keeps the precision that was chosen last. */
    private static final class WarmUpListener implements io.inceptionstreams.infer.Progress {

        private final Progress shown;
        private List<String> precision = List.of();

        WarmUpListener(Progress shown) {
            this.shown = shown;
        }

        @Override
        public void warmed(String device, int batchSize, int done, int of, Duration took) {
            shown.advance(done, of);
        }

        @Override
        public void chosen(String choice) {
            precision = List.of(choice);
        }
    }

    /** One device at a time: those that share cores or a bus would slow each other down. */
    private static List<Measurement> measure(Model model, List<Classifier> classifiers, Progress progress)
            throws ClassifierException, IOException, ModelException {
        ThroughputProbe pace = new ThroughputProbe(System::nanoTime, EACH_SIZE);
        List<Measurement> measured = new ArrayList<>();
        for (Classifier classifier : classifiers) {
            progress.step("Measuring " + classifier.device());
            measured.add(new Measurement(
                    classifier.device(),
                    Runtime.getRuntime().availableProcessors(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    pace.measure(model, classifier)));
        }
        progress.end();
        Measurements.add(model.folder(), measured);
        return measured;
    }
}
