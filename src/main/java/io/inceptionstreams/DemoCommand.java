package io.inceptionstreams;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.client.ReadBack;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
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
        })
final class DemoCommand implements Callable<Integer> {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Mixin
    Common common = new Common();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "A folder with .jpg, .png or .webp files, instead of the samples that come along.")
    @Nullable
    Path images;

    @Option(names = "--json", description = "One JSON object a line, as watch --json.")
    boolean json;

    @Option(
            names = "--keep",
            description = "Keeps everything running afterwards, to publish more, until it is stopped.")
    boolean keep;

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException,
                    InvalidEventException {
        Progress progress = Progress.onStandardError();
        Closing closing = new Closing();
        Thread onSignal = new Thread(closing::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            Path folder = images == null ? closing.add(Samples.unpack()).folder() : images.toRealPath();
            List<Path> files = PublishCommand.images(folder);
            progress.step("Starting a Kafka broker");
            EmbeddedBroker broker = closing.add(EmbeddedBroker.start(BrokerSettings.temporary()));
            Configuration configuration = common.configuration(
                    List.of("http.port=0"),
                    List.of("kafka.bootstrap.servers=" + broker.bootstrapServers(), "fetch.file-roots=" + folder),
                    modelOption);
            SettingsCheck.check(configuration);
            broker.createTopics(DemoTopics.of(configuration.topics(), PARTITIONS));
            progress.end();
            Model model = Models.open(configuration, progress);
            Instance instance = closing.add(Instance.start(configuration, model, progress));
            boolean allLabelled = label(configuration, files);
            if (keep) {
                stay(broker, instance, folder);
            }
            return allLabelled ? 0 : 1;
        } finally {
            closing.close();
        }
    }

    private boolean label(Configuration configuration, List<Path> files)
            throws CommandException, InvalidEventException, InterruptedException {
        KafkaClients clients = new KafkaClients(configuration.kafka());
        String labels = configuration.topics().labels();
        List<Labelled> results = new ArrayList<>();
        int deadLetters;
        AnswerPrinter printer = new AnswerPrinter(common.out(), json);
        try (Consumer<byte[], byte[]> reader =
                        clients.reader(List.of(labels, configuration.topics().deadLetters()), true);
                Publisher publisher =
                        new Publisher(clients.producer(), configuration.topics().references())) {
            long start = System.nanoTime();
            for (Path file : files) {
                publisher.publish(new ImageReference(
                        String.valueOf(file.getFileName()), file.toUri().toString(), null, null, null));
            }
            publisher.flush();
            int answered = new ReadBack(reader, PATIENCE).until(files.size(), record -> {
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

    /** To standard error with {@code --json}, so that standard output is JSON alone. */
    private void summarise(List<Labelled> results, int deadLetters, double seconds) {
        int answered = results.size() + deadLetters;
        double meanBatch =
                results.stream().mapToInt(Labelled::batchSize).average().orElse(0);
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
                meanBatch,
                deadLetters);
        (json ? common.err() : common.out()).println(line);
        common.out().flush();
        common.err().flush();
    }

    private void stay(EmbeddedBroker broker, Instance instance, Path folder) throws InterruptedException {
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
