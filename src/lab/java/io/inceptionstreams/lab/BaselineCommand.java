package io.inceptionstreams.lab;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.lab.bench.SimulatedImages;
import io.inceptionstreams.lab.bench.baseline.Baseline;
import io.inceptionstreams.lab.bench.baseline.BaselineSetup;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.stream.StreamSettings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench-baseline}: what the benchmark compares the application with, started as {@code run} is. */
@Command(name = "bench-baseline", hidden = true, description = "For the benchmark alone; ends with its parent.")
final class BaselineCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Parameters(paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
    @Nullable
    Baseline kind;

    @Option(names = "--simulated-images", description = "As of run.")
    boolean simulatedImages;

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException {
        ChildJvm.exitWithParent();
        Configuration configuration = common.configuration(modelOption);
        StreamSettings stream = configuration.stream();
        Model model = ModelLoader.open(configuration, Progress.none());
        Target target = Target.of(model.preprocessing());
        List<Classifier> devices = Classifiers.open(model, configuration.infer());
        try {
            baseline()
                    .run(new BaselineSetup(
                            SettingsOptions.kafka(configuration),
                            stream.applicationId(),
                            stream.topics().references(),
                            stream.topics().labels(),
                            stream.guarantee().name().toLowerCase(Locale.ROOT),
                            stream.stateDir(),
                            devices,
                            configuration.batch(1).maxSize(),
                            target,
                            new ImageDecoder(configuration.decode(), target),
                            simulatedImages ? new SimulatedImages(target) : null));
            return 0;
        } catch (ExecutionException e) {
            throw new CommandException("the baseline failed: " + e.getCause(), e);
        } finally {
            devices.forEach(Classifier::close);
        }
    }

    private Baseline baseline() throws CommandException {
        if (kind == null) {
            throw new CommandException("which baseline?");
        }
        return kind;
    }
}
