package io.inceptionstreams;

import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.stream.StreamSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: an instance of the application, until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Labels the images of the references topic until it is stopped.",
            "SIGTERM drains: what is under way is answered and committed, and the exit code is 0.",
            "SIGHUP swaps the model for another version, if there is one in its folder.",
            "Exits with 1 when it stops by itself, and says why."
        })
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    Common common = new Common();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Mixin
    KafkaOption kafkaOption = new KafkaOption();

    @Option(names = "--naive", hidden = true, description = "Without the hold-back: loses events. For the ledger.")
    boolean naive;

    @Option(
            names = "--simulated-images",
            hidden = true,
            description = "Fetches and decodes nothing: every image is the same grey one. For the benchmark.")
    boolean simulatedImages;

    @Option(names = "--exit-with-parent", hidden = true, description = "Ends when standard input ends.")
    boolean exitWithParent;

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException {
        if (exitWithParent) {
            ChildJvm.exitWithParent();
        }
        Configuration configuration = common.configuration(modelOption, kafkaOption);
        KafkaClients clients = new KafkaClients(Common.kafka(configuration));
        SettingsCheck.check(configuration);
        // Before the model is loaded, which takes its time: an unhandled SIGHUP ends the process.
        // A signal that comes early is answered later: the model may have been read before what it is about.
        CompletableFuture<Instance> started = new CompletableFuture<>();
        Signals.handle("HUP", () -> {
            LOG.info("SIGHUP");
            started.thenAccept(Instance::reloadModel);
        });
        StreamSettings stream = naive ? configuration.stream().withoutHoldBack() : configuration.stream();
        TopicCheck.await(clients, configuration);
        Model model = Models.open(configuration, Progress.onStandardError());
        Instance instance = Instance.start(
                configuration, new Instance.Variant(stream, simulatedImages), model, Progress.onStandardError());
        started.complete(instance);
        try (instance) {
            closeOnSignal(instance);
            LOG.info(
                    "running with model {} {} on {}; management at {}",
                    instance.model().name(),
                    instance.model().version(),
                    instance.devices(),
                    instance.managementAddress());
            instance.application().awaitStopped();
        } // waits for the signal's thread, if that is closing it
        LOG.info("stopped");
        Optional<Throwable> failure = instance.application().failure();
        if (failure.isPresent()) {
            throw new CommandException("the instance stopped: " + failure.get(), failure.get());
        }
        return 0;
    }

    /**
     * A signal ends the command as its work is done, and the JVM after it: with code 0, and with all that is deleted on
     * exit. Rejected: a shutdown hook, after which the JVM exits with the signal's number; it takes a {@code halt} to say
     * 0 instead, and that deletes nothing. It is what is left where signals cannot be handled.
     */
    private static void closeOnSignal(Instance instance) {
        Runnable close = () -> {
            LOG.info("stopping");
            instance.close();
        };
        boolean handled = Signals.handle("TERM", close) && Signals.handle("INT", close);
        if (!handled) {
            Runtime.getRuntime().addShutdownHook(new Thread(close, "shutdown"));
        }
    }
}
