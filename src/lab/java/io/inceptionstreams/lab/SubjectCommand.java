package io.inceptionstreams.lab;

import io.inceptionstreams.app.Application;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.cli.BootstrapServersOption;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.RunCommand;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.kafka.ClientException;
import io.inceptionstreams.lab.bench.SimulatedImages;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.stream.NaiveStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: an instance as the program runs it, but for what the options put in the place of a part. */
@Command(name = "run", hidden = true, description = "For the benchmark and the ledger; ends with its parent.")
final class SubjectCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Mixin
    BootstrapServersOption kafkaOption = new BootstrapServersOption();

    @Option(names = "--naive", description = "Commits are not held back: loses events.")
    boolean naive;

    @Option(
            names = "--simulated-images",
            description = "Fetches and decodes nothing: every image is the same grey one.")
    boolean simulatedImages;

    @Override
    public Integer call()
            throws CommandException, ClientException, ModelException, ClassifierException, IOException,
                    InterruptedException {
        ChildJvm.exitWithParent();
        Application.Parts standard = Application.Parts.STANDARD;
        return RunCommand.run(
                common.configuration(modelOption, kafkaOption),
                new Application.Parts(
                        naive ? NaiveStream::open : standard.stream(),
                        simulatedImages ? SubjectCommand::grey : standard.images()));
    }

    private static Application.Images grey(Target target) {
        SimulatedImages images = new SimulatedImages(target);
        return new Application.Images(images, images);
    }
}
