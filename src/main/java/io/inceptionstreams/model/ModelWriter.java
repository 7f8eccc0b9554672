package io.inceptionstreams.model;

import io.inceptionstreams.util.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Where a model of this name and version belongs.
     *
     * @throws IllegalArgumentException when either cannot be a folder's name
     */
    public static Path place(Path models, String name, String version) {
        Metadata.checkVersion(version);
        return versions(models, name).resolve(version);
    }

    /** The number behind that of the {@link #newest} version. */
    public static String next(Path models, String name) throws IOException {
        return newest(models, name).map(version -> version + 1).orElse(1L).toString();
    }

    /** The highest version of this name that is there, whether or not it can be served. */
    public static Optional<Long> newest(Path models, String name) throws IOException {
        Path versions = versions(models, name);
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> children = Files.list(versions)) {
            return children.map(child -> String.valueOf(child.getFileName()))
                    .filter(Metadata::isVersion)
                    .map(Long::valueOf)
                    .max(Comparator.naturalOrder());
        }
    }

    private static Path versions(Path models, String name) {
        Metadata.checkName(name);
        return models.resolve(name);
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
                Folders.delete(old);
            } else {
                moveTo(draft, place);
            }
            return ModelFolder.model(place, complete, digests);
        } finally {
            Folders.delete(draft);
        }
    }

    /** Fails where another process was faster: the folder is there then, and is not empty. */
    private static void moveTo(Path draft, Path place) throws IOException {
        try {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(place)) {
                throw e;
            }
            FileAlreadyExistsException exists = new FileAlreadyExistsException(place.toString());
            exists.initCause(e);
            throw exists;
        }
    }

    /** A temporary folder is its owner's alone; a model is for every user who may read the folder above. */
    private static void readableByOthers(Path draft) throws IOException {
        Path parent = draft.getParent();
        if (parent != null && Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(parent));
        }
    }
}
