package io.inceptionstreams.model;

import io.inceptionstreams.util.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens models: {@code NAME/VERSION/} with {@code saved_model.pb}, anything else the SavedModel needs, and {@value
 * #METADATA}. Of several versions the highest is taken, as TensorFlow Serving does, unless the file {@value #CURRENT}
 * beside them names one. Nothing is served whose digests were not checked.
 */
public final class ModelFolder {

    public static final String METADATA = "model.json";
    public static final String SAVED_MODEL = "saved_model.pb";

    /** A file with the number of the version to serve. */
    public static final String CURRENT = "current";

    private static final long LARGEST_METADATA = 1 << 20;
    private static final long LARGEST_CURRENT = 64;

    private ModelFolder() {}

    /**
     * Reads and checks a model. Reads every byte of it: about a third of a second for 90 MB.
     *
     * @param path the folder with {@value #METADATA}, or one whose sub-folders are versions
     * @throws ModelException naming the file and the field that is wrong
     */
    public static Model open(Path path) throws IOException, ModelException {
        return open(path, null);
    }

    /**
     * The same, and refuses any other model.
     *
     * @param sha256 what the digest of {@value #METADATA} must be, which holds those of all other files; null: any
     */
    public static Model open(Path path, @Nullable String sha256) throws IOException, ModelException {
        Path folder = versionFolder(path);
        Path file = folder.resolve(METADATA);
        if (Files.size(file) > LARGEST_METADATA) {
            throw new ModelException(file + ": larger than " + LARGEST_METADATA + " bytes");
        }
        try {
            byte[] json = Files.readAllBytes(file);
            if (sha256 != null && !sha256.equals(Sha256.of(json))) {
                throw new ModelException("its SHA-256 is " + Sha256.of(json) + ", must be " + sha256);
            }
            MetadataJson.Document document = MetadataJson.read(json);
            String version = document.metadata().version();
            if (!folder.equals(path) && !folder.endsWith(version)) {
                throw new ModelException("version: must be the number of its folder, is \"" + version + '"');
            }
            Map<String, String> digests = Digests.check(folder, document.files());
            return model(folder, document.metadata(), digests);
        } catch (ModelException e) {
            throw new ModelException(file + ": " + e.getMessage(), e);
        }
    }

    static Model model(Path folder, Metadata metadata, Map<String, String> digests) throws ModelException {
        String sha256 = digests.get(SAVED_MODEL);
        if (sha256 == null) {
            throw new ModelException("files." + SAVED_MODEL + ": missing");
        }
        for (Golden golden : metadata.golden()) {
            if (!digests.containsKey(golden.image())) {
                throw new ModelException("golden: no file " + golden.image());
            }
        }
        return new Model(folder, metadata, sha256);
    }

    /** The folder that {@link #open} would read now; reads none of its bytes. */
    static Path versionFolder(Path path) throws IOException, ModelException {
        if (!Files.isDirectory(path)) {
            throw new ModelException(path + ": no such folder");
        }
        if (Files.isRegularFile(path.resolve(METADATA))) {
            return path;
        }
        Path current = path.resolve(CURRENT);
        Path folder = Files.exists(current) ? named(current) : highest(path);
        if (!Files.isRegularFile(folder.resolve(METADATA))) {
            throw new ModelException(folder + ": no " + METADATA);
        }
        return folder;
    }

    private static Path named(Path current) throws IOException, ModelException {
        if (!Files.isRegularFile(current) || Files.size(current) > LARGEST_CURRENT) {
            throw new ModelException(current + ": must be a file with the number of a version");
        }
        String version = Files.readString(current).strip();
        Path folder = current.resolveSibling(version);
        if (!Metadata.isVersion(version) || !Files.isDirectory(folder)) {
            throw new ModelException(current + ": must name the folder of a version, is \"" + version + '"');
        }
        return folder;
    }

    private static Path highest(Path path) throws IOException, ModelException {
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(child ->
                            Metadata.isVersion(String.valueOf(child.getFileName())) && Files.isDirectory(child))
                    .max(Comparator.comparingLong(child -> Long.parseLong(String.valueOf(child.getFileName()))))
                    .orElseThrow(() ->
                            new ModelException(path + ": neither " + METADATA + " nor a folder named for a version"));
        }
    }
}
