package io.inceptionstreams.cli;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.kafka.ClientException;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.kafka.ReferencePublisher;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code publish}: references into the topic. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes references to images.",
            "A FILE becomes a file: URI, which an instance must be able and allowed (fetch.file-roots) to read, or goes"
                    + " along with the event (--inline)."
        },
        footer = {
            "inception-streams publish --bootstrap-servers localhost:9092 photos",
            "inception-streams publish --within 30 https://example.org/cat.jpg"
        })
public final class PublishCommand implements Callable<Integer> {

    private static final Set<String> SCHEMES = Set.of("http", "https", "data", "file");

    /** A hundred years, and so within the years that an event can name. */
    private static final long MOST_SECONDS = 100L * 365 * 24 * 3600;

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    BootstrapServersOption kafkaOption = new BootstrapServersOption();

    @Option(
            names = "--labels",
            paramLabel = "N",
            description = "How many labels to answer with (default: the setting output.labels).")
    @Nullable
    Integer labels;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description =
                    "The events' deadline, from now (default: the setting deadline, from when an instance reads them).")
    @Nullable
    Double within;

    @Option(names = "--inline", description = "Puts the files' bytes into the events, as data: URIs.")
    boolean inline;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Publishes everything N times (default: ${DEFAULT-VALUE}).")
    int repeat = 1;

    @Mixin
    ImageArguments arguments = new ImageArguments();

    @Parameters(arity = "1..*", paramLabel = "FILE|FOLDER|URI", description = "Image files, folders of them, or URIs.")
    List<String> what = List.of();

    /** An image to publish: a URI as it was given, or a file. */
    private record Source(@Nullable String uri, @Nullable Path file) {}

    @Override
    public Integer call() throws CommandException, ClientException, IOException, InterruptedException {
        Configuration configuration = common.configuration(kafkaOption);
        KafkaClients clients = new KafkaClients(SettingsOptions.kafka(configuration));
        Instant deadline = deadline();
        List<Source> sources = sources();
        int total = total(sources);
        clients.requireBroker();
        Progress progress = ConsoleProgress.onStandardError();
        progress.step("Publishing " + total + " references to "
                + configuration.topics().references());
        try (ReferencePublisher publisher = new ReferencePublisher(
                clients.producer(), configuration.topics().references())) {
            for (int i = 0; i < total; i++) {
                Source source = sources.get(i % sources.size());
                publisher.publish(
                        new ImageReference(UUID.randomUUID().toString(), uri(source), labels, deadline, null));
                progress.advance(i + 1, total);
            }
            publisher.flush();
        } finally {
            progress.end();
        }
        common.out().println("published " + total + " references");
        common.out().flush();
        return 0;
    }

    private int total(List<Source> sources) throws CommandException {
        long total = (long) sources.size() * repeat;
        if (total > Integer.MAX_VALUE) {
            throw new CommandException("--repeat: these are too many references at once: " + total);
        }
        return (int) total;
    }

    /** Also refuses numbers that no event can have. */
    private @Nullable Instant deadline() throws CommandException {
        if (repeat < 1) {
            throw new CommandException("--repeat must be at least 1: " + repeat);
        }
        if (within != null && !(Math.abs(within) <= MOST_SECONDS)) {
            throw new CommandException("--within must be at most " + MOST_SECONDS + " seconds: " + within);
        }
        Instant deadline = within == null ? null : Instant.now().plus(Duration.ofMillis(Math.round(within * 1000)));
        try {
            ImageReference unused = new ImageReference("id", "uri", labels, deadline, null);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--" + e.getMessage(), e);
        }
        return deadline;
    }

    /** All images, before the first is published: an argument that has none is refused. */
    private List<Source> sources() throws CommandException, IOException {
        List<Source> sources = new ArrayList<>();
        for (String each : what) {
            if (SCHEMES.contains(Uri.scheme(each))) {
                sources.add(new Source(each, null));
            } else {
                for (Path file : files(each)) {
                    sources.add(new Source(null, file.toRealPath()));
                }
            }
        }
        return sources;
    }

    private List<Path> files(String argument) throws CommandException {
        Path path;
        try {
            path = Path.of(argument);
        } catch (InvalidPathException e) {
            throw new CommandException(argument + ": neither a file's name nor a URI of a known scheme", e);
        }
        if (!Files.exists(path)) {
            throw new CommandException(argument + ": no such file, and not a URI of a known scheme");
        }
        return arguments.files(path, common.err());
    }

    private String uri(Source source) throws IOException {
        Path file = source.file();
        if (file == null) {
            return Objects.requireNonNull(source.uri(), "a source is one of both");
        }
        return inline ? dataUri(file) : file.toUri().toString();
    }

    private static String dataUri(Path file) throws IOException {
        ImageFormat format = ImageFormat.ofFileName(file.toString());
        String type = format == null ? "" : format.mediaType();
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
