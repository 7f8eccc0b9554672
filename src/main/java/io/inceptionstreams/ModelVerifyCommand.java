package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code model verify}: what an instance does before it is ready, and nothing else. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a model's digests, then runs its golden images on every device, at every batch size of the warm-up.",
            "Exits with 1 when a file was changed or a score is not what it must be."
        })
final class ModelVerifyCommand implements Callable<Integer> {

    @Mixin
    Common common = new Common();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Configuration configuration = common.configuration();
        Progress progress = Progress.onStandardError();
        try {
            Model model = Models.open(configuration, progress);
            progress.step("Running " + model.golden().size() + " golden images");
            List<Classifier> classifiers = Classifiers.open(
                    model, configuration.infer(), (device, size, done, of, took) -> progress.advance(done, of));
            progress.end();
            classifiers.forEach(Classifier::close);
            common.out()
                    .println(model.name() + " " + model.version() + ": digests agree; "
                            + (model.golden().isEmpty()
                                    ? "there are no golden images, the answers are probabilities"
                                    : model.golden().size() + " golden images agree")
                            + " on "
                            + classifiers.stream().map(Classifier::device).toList());
            common.out().flush();
            return 0;
        } catch (ModelException | ClassifierException e) {
            progress.end();
            common.err().println("error: " + e.getMessage());
            common.err().flush();
            return 1;
        }
    }
}
