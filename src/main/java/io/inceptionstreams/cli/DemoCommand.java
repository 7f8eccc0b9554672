package io.inceptionstreams.cli;

import io.inceptionstreams.app.Application;
import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.app.Preflight;
import io.inceptionstreams.app.ResourceStack;
import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.kafka.AnswerReader;
import io.inceptionstreams.kafka.ClientException;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.kafka.ReferencePublisher;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the main job from end to end, on this machine alone. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Labels photos from end to end, on this machine alone.",
            "Builds the default model if need be, starts a Kafka broker in this process, publishes references to photos,"
                    + " labels them with the real topology, and prints what comes out of the labels topic.",
            "Exits with 1 when there is a dead letter."
        },
        footer = {"inception-streams demo", "inception-streams demo --images photos --keep"})
public final class DemoCommand implements Callable<Integer> {

    private static final int PARTITIONS = 4;

    /** Where no broker is; only to check the other settings. */
    private static final String NO_BROKER = "127.0.0.1:0";

    private static final int LONGEST_ID = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(
            names = "--images",
            paramLabel = "FOLDER",
            description = "A folder of images (default: the samples that come along).")
    @Nullable
    Path images;

    @Mixin
    ImageArguments arguments = new ImageArguments();

    @Option(names = "--json", description = "One JSON object a line, as watch --json.")
    boolean json;

    @Option(
            names = "--keep",
            description = "Keeps everything running afterwards, to publish more, until it is stopped.")
    boolean keep;

    @Override
    public Integer call()
            throws CommandException, ClientException, ModelException, ClassifierException, IOException,
                    InterruptedException, InvalidEventException {
        // Wrong arguments are told before a broker is started and the model is loaded.
        checkSettings();
        Progress progress = ConsoleProgress.onStandardError();
        ResourceStack closing = new ResourceStack();
        Thread onSignal = new Thread(closing::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            Path folder = images == null ? closing.add(SamplePhotos.unpack()).folder() : folder(images);
            List<Path> files = arguments.images(folder, common.err());
            Model model = ModelLoader.open(configuration(NO_BROKER, folder.toString()), progress);
            progress.step("Starting a Kafka broker");
            EmbeddedBroker broker = closing.add(EmbeddedBroker.start(BrokerSettings.temporary()));
            Configuration configuration = configuration(broker.bootstrapServers(), folder.toString());
            broker.createTopics(LocalTopics.of(configuration.topics(), PARTITIONS));
            progress.end();
            Application instance = closing.add(Application.start(configuration, model, progress));
            boolean allLabelled = label(configuration, folder, files);
            if (keep) {
                stay(broker, instance, folder);
            }
            return allLabelled ? 0 : 1;
        } finally {
            closing.close();
        }
    }

    private void checkSettings() throws CommandException {
        Preflight.check(configuration(NO_BROKER, ""));
    }

    private Configuration configuration(String bootstrapServers, String folder) throws CommandException {
        return common.configuration(
                List.of("http.port=0"),
                List.of("kafka.bootstrap.servers=" + bootstrapServers, "fetch.file-roots=" + folder),
                modelOption);
    }

    private static Path folder(Path given) throws CommandException, IOException {
        if (!Files.isDirectory(given)) {
            throw new CommandException(
                    "--images: " + given + (Files.exists(given) ? ": is no folder" : ": no such folder"));
        }
        Path folder = given.toRealPath();
        if (folder.toString().contains(",")) {
            throw new CommandException(
                    "--images: " + folder + ": a comma parts the folders of fetch.file-roots; rename the folder");
        }
        return folder;
    }

    private boolean label(Configuration configuration, Path folder, List<Path> files)
            throws CommandException, ClientException, InvalidEventException, InterruptedException {
        KafkaClients clients = new KafkaClients(configuration.kafka());
        String labels = configuration.topics().labels();
        List<Labelled> results = new ArrayList<>();
        int deadLetters;
        ResultPrinter printer = new ResultPrinter(common.out(), json);
        try (Consumer<byte[], byte[]> reader =
                        clients.reader(List.of(labels, configuration.topics().deadLetters()), true);
                ReferencePublisher publisher = new ReferencePublisher(
                        clients.producer(), configuration.topics().references())) {
            long start = System.nanoTime();
            for (Path file : files) {
                publisher.publish(
                        new ImageReference(id(folder, file), file.toUri().toString(), null, null, null));
            }
            publisher.flush();
            int answered = new AnswerReader(reader, PATIENCE).until(files.size(), record -> {
                if (record.topic().equals(labels)) {
                    results.add(printer.label(record));
                } else {
                    printer.deadLetter(record);
                }
                return true;
            });
            if (answered < files.size()) {
                throw new CommandException("only " + answered + " of " + files.size() + " images were answered within "
                        + PATIENCE.toMinutes() + " minutes");
            }
            deadLetters = answered - results.size();
            summarise(results, deadLetters, (System.nanoTime() - start) / 1e9);
        }
        return deadLetters == 0;
    }

    /** Files in different subfolders may have the same name; an id has a bound. */
    private static String id(Path folder, Path file) {
        String path = folder.relativize(file).toString();
        return path.length() <= LONGEST_ID ? path : String.valueOf(file.getFileName());
    }

    /** To standard error with {@code --json}, so that standard output is JSON alone. */
    private void summarise(List<Labelled> results, int deadLetters, double seconds) {
        int answered = results.size() + deadLetters;
        double batches =
                results.stream().mapToDouble(result -> 1.0 / result.batchSize()).sum();
        String devices = results.stream()
                .map(Labelled::device)
                .distinct()
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse("no device");
        String line = String.format(
                Locale.ROOT,
                "%d images in %.2f s: %.1f images/s on %s, batches of %.1f, %d dead letters",
                answered,
                seconds,
                answered / seconds,
                devices,
                batches == 0 ? 0 : results.size() / batches,
                deadLetters);
        (json ? common.err() : common.out()).println(line);
        common.out().flush();
        common.err().flush();
    }

    private void stay(EmbeddedBroker broker, Application instance, Path folder) throws InterruptedException {
        common.err()
                .println("Kafka listens on " + broker.bootstrapServers() + ", the console on "
                        + instance.managementAddress() + "; file: URIs below " + folder + " may be published."
                        + " Ctrl-C stops it.");
        common.err().flush();
        while (true) {
            TimeUnit.HOURS.sleep(1); // until the shutdown hook has closed everything
        }
    }
}
