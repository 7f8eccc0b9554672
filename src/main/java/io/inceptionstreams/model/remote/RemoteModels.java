package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Models at addresses. */
public final class RemoteModels {

    /** In an archive, {@code model.json} is in the root or this deep: {@code NAME/VERSION/model.json}. */
    private static final int DEPTH = 3;

    private RemoteModels() {}

    /**
     * The folder of the model, which is fetched unless the cache has it. Blocks, for {@code model.fetch-timeout} and as
     * long as unpacking takes. Processes that share a cache do not disturb each other: each unpacks in a folder of its
     * own, and the first one's is kept.
     *
     * @param environment may hold what AWS's own tools read: {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY},
     *     {@code AWS_SESSION_TOKEN}, {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3}
     * @throws ModelException when the address is no good, or what comes is not what the digest says, or no model
     */
    public static Path fetch(ModelSettings settings, Map<String, String> environment)
            throws IOException, InterruptedException, ModelException {
        String sha256 = Objects.requireNonNull(settings.sha256(), "an address has a digest");
        Path place = settings.cache().toAbsolutePath().resolve(sha256);
        if (Files.isRegularFile(place.resolve(ModelFolder.METADATA))) {
            return place;
        }
        HttpRequest request = ModelUri.request(settings, environment, Clock.systemUTC());
        Files.createDirectories(settings.cache());
        Path draft = Files.createTempDirectory(settings.cache().toAbsolutePath(), ".draft-");
        try {
            Path file = draft.resolve("archive");
            Download.fetch(request, file, settings.maxBytes(), settings.fetchTimeout(), sha256);
            Path content = Files.createDirectory(draft.resolve("content"));
            Archive.unpack(file, content, settings.maxBytes());
            keep(modelIn(content), place);
            return place;
        } catch (ModelException e) {
            throw new ModelException(settings.shownPlace() + ": " + e.getMessage(), e);
        } finally {
            Folders.delete(draft);
        }
    }

    private static Path modelIn(Path content) throws IOException, ModelException {
        try (Stream<Path> all = Files.walk(content, DEPTH)) {
            List<Path> found = all.filter(file -> file.endsWith(ModelFolder.METADATA))
                    .map(file -> Objects.requireNonNull(file.getParent(), "it is in a folder"))
                    .toList();
            if (found.size() != 1) {
                throw new ModelException(
                        "the archive must hold one " + ModelFolder.METADATA + ", holds " + found.size());
            }
            return found.get(0);
        }
    }

    private static void keep(Path model, Path place) throws IOException {
        try {
            Files.move(model, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isRegularFile(place.resolve(ModelFolder.METADATA))) {
                throw e;
            } // else another process was faster
        }
    }
}
