package io.inceptionstreams.cli;

import io.inceptionstreams.app.Application;
import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.app.Preflight;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.kafka.ClientException;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.kafka.TopicAvailability;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.stream.output.StreamTopics;
import java.io.IOException;
import java.util.List;
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
            "SIGTERM drains: events in flight are finished and committed, and the exit code is 0.",
            "SIGHUP swaps the model for another version, if there is one in its folder.",
            "Exits with 1 when it stops by itself, and says why."
        },
        footer = {
            "inception-streams run --bootstrap-servers localhost:9092",
            "inception-streams run --config inception.properties --set stream.threads=2"
        })
public final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Mixin
    BootstrapServersOption kafkaOption = new BootstrapServersOption();

    @Option(names = "--exit-with-parent", hidden = true, description = "Ends when standard input ends.")
    boolean exitWithParent;

    @Override
    public Integer call()
            throws CommandException, ClientException, ModelException, ClassifierException, IOException,
                    InterruptedException {
        if (exitWithParent) {
            ChildJvm.exitWithParent();
        }
        return run(common.configuration(modelOption, kafkaOption), Application.Parts.STANDARD);
    }

    /** Runs an instance of these parts until it is stopped; the exit code. */
    public static int run(Configuration configuration, Application.Parts parts)
            throws CommandException, ClientException, ModelException, ClassifierException, IOException,
                    InterruptedException {
        KafkaClients clients = new KafkaClients(SettingsOptions.kafka(configuration));
        Preflight.check(configuration);
        // Before the model is loaded, which takes its time: an unhandled SIGHUP ends the process.
        // A signal that comes early is answered later: the model may have been read before what it is about.
        CompletableFuture<Application> started = new CompletableFuture<>();
        Signals.Handling hangUp = Signals.handle("HUP", () -> {
            LOG.info("SIGHUP");
            started.thenAccept(Application::reloadModel);
        });
        if (hangUp == Signals.Handling.IGNORED) {
            LOG.warn(
                    "SIGHUP is ignored, because this process was started so (nohup): another version of the model is found"
                            + " by model.poll alone, which is {}",
                    configuration.model().poll().isZero()
                            ? "off"
                            : configuration.model().poll().toSeconds() + "s");
        }
        StreamTopics topics = configuration.topics();
        TopicAvailability.await(
                clients,
                topics.references(),
                List.of(topics.labels(), topics.deadLetters()),
                configuration.topicsWait());
        Model model = ModelLoader.open(configuration, ConsoleProgress.onStandardError());
        Application instance = Application.start(configuration, parts, model, ConsoleProgress.onStandardError());
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
    private static void closeOnSignal(Application instance) {
        Runnable close = () -> {
            LOG.info("stopping");
            instance.close();
        };
        Signals.Handling terminate = Signals.handle("TERM", close);
        Signals.Handling interrupt = Signals.handle("INT", close);
        if (terminate == Signals.Handling.UNAVAILABLE || interrupt == Signals.Handling.UNAVAILABLE) {
            Runtime.getRuntime().addShutdownHook(new Thread(close, "shutdown"));
        }
    }
}
