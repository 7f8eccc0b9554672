package io.inceptionstreams.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a model folder: whole or not at all. It is written beside its place and moved there, so that a reader of
 * {@code NAME} never sees half a version.
 */
public final class ModelWriter {

    /** Writes {@code saved_model.pb}. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** What can be said of a model only when its graph is there: golden images are written, and their scores returned. */
    @FunctionalInterface
    public interface Completion {
        /** @param draft the folder with {@code saved_model.pb} and nothing else */
        Metadata complete(Path draft, Metadata metadata) throws IOException, ModelException;
    }

    private ModelWriter() {}

    /** Where a model of this name and version belongs. */
    public static Path place(Path models, String name, String version) {
        return models.resolve(name).resolve(version);
    }

    /** The same, with nothing to complete. */
    public static Model write(Path models, Metadata metadata, Content savedModel, boolean replace)
            throws IOException, ModelException {
        return write(models, metadata, savedModel, (draft, unchanged) -> unchanged, replace);
    }

    /**
     * @param models the folder of all models; made if it is not there
     * @param replace whether a version that is there may be replaced
     * @throws FileAlreadyExistsException when the version is there and may not be replaced
     */
    public static Model write(
            Path models, Metadata metadata, Content savedModel, Completion completion, boolean replace)
            throws IOException, ModelException {
        Path place = place(models, metadata.name(), metadata.version());
        if (!replace && Files.exists(place)) {
            throw new FileAlreadyExistsException(place.toString());
        }
        Path parent = Files.createDirectories(models.resolve(metadata.name()));
        Path draft = Files.createTempDirectory(parent, ".draft-");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(draft.resolve(ModelFolder.SAVED_MODEL)))) {
                savedModel.writeTo(out);
            }
            Metadata complete = completion.complete(draft, metadata);
            Map<String, String> digests = Digests.of(draft);
            Files.write(draft.resolve(ModelFolder.METADATA), MetadataJson.write(complete, digests));
            readableByOthers(draft);
            if (replace && Files.exists(place)) {
                Path old = Files.createTempDirectory(parent, ".old-");
                Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
                delete(old);
            } else {
                // Fails where another process was faster: the folder is not empty then.
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
            }
            return ModelFolder.model(place, complete, digests);
        } finally {
            delete(draft);
        }
    }

    /** A temporary folder is its owner's alone; a model is for whoever may read the folder above. */
    private static void readableByOthers(Path draft) throws IOException {
        Path parent = draft.getParent();
        if (parent != null && Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(parent));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
