package io.inceptionstreams;

import io.inceptionstreams.client.KafkaClients;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        })
final class PublishCommand implements Callable<Integer> {

    private static final Pattern URI = Pattern.compile("(?i)(https?|data|file):.*", Pattern.DOTALL);
    private static final Pattern IMAGE = Pattern.compile("(?i).*\\.(jpe?g|png|webp)");

    @Mixin
    Common common = new Common();

    @Mixin
    KafkaOption kafkaOption = new KafkaOption();

    @Option(names = "--labels", paramLabel = "N", description = "How many labels to answer with.")
    @Nullable
    Integer labels;

    @Option(names = "--within", paramLabel = "SECONDS", description = "The events' deadline, from now.")
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

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|URI",
            description = "Image files, folders of them (not their subfolders), or URIs.")
    List<String> what = List.of();

    @Override
    public Integer call() throws CommandException, IOException {
        Configuration configuration = common.configuration(kafkaOption);
        KafkaClients clients = new KafkaClients(Common.kafka(configuration));
        List<String> uris = new ArrayList<>();
        for (String one : what) {
            uris.addAll(uris(one));
        }
        Instant deadline = within == null ? null : Instant.now().plus(Duration.ofMillis(Math.round(within * 1000)));
        Progress progress = Progress.onStandardError();
        int total = Math.multiplyExact(uris.size(), repeat);
        progress.step("Publishing " + total + " references to "
                + configuration.topics().references());
        try (Publisher publisher =
                new Publisher(clients.producer(), configuration.topics().references())) {
            for (int i = 0; i < total; i++) {
                publisher.publish(new ImageReference(
                        UUID.randomUUID().toString(), uris.get(i % uris.size()), labels, deadline, null));
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

    private List<String> uris(String one) throws IOException, CommandException {
        if (URI.matcher(one).matches()) {
            return List.of(one);
        }
        Path path = Path.of(one);
        if (!Files.exists(path)) {
            throw new CommandException(one + ": no such file, and not a URI of a known scheme");
        }
        List<String> uris = new ArrayList<>();
        for (Path file : Files.isDirectory(path) ? images(path) : List.of(path)) {
            uris.add(inline ? dataUri(file) : file.toRealPath().toUri().toString());
        }
        return uris;
    }

    /** The image files of a folder, by name. */
    static List<Path> images(Path folder) throws IOException, CommandException {
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> images = children.filter(
                            file -> IMAGE.matcher(file.toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (images.isEmpty()) {
                throw new CommandException(folder + ": holds no .jpg, .png or .webp file");
            }
            return images;
        }
    }

    private static String dataUri(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String type = name.endsWith(".png") ? "png" : name.endsWith(".webp") ? "webp" : "jpeg";
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
