package io.inceptionstreams.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens models: {@code NAME/VERSION/} with {@code saved_model.pb}, anything else the SavedModel needs, and {@value
 * #METADATA}. Nothing is served whose digests were not checked.
 */
public final class ModelFolder {

    public static final String METADATA = "model.json";
    public static final String SAVED_MODEL = "saved_model.pb";

    private static final long LARGEST_METADATA = 1 << 20;

    private ModelFolder() {}

    /**
     * Reads and checks a model. Reads every byte of it: about a third of a second for 90 MB.
     *
     * @param path the folder with {@value #METADATA}, or one whose sub-folders are versions: the highest number is
     *     taken, as TensorFlow Serving does
     * @throws ModelException naming the file and the field that is wrong
     */
    public static Model open(Path path) throws IOException, ModelException {
        Path folder = versionFolder(path);
        Path file = folder.resolve(METADATA);
        if (Files.size(file) > LARGEST_METADATA) {
            throw new ModelException(file + ": larger than " + LARGEST_METADATA + " bytes");
        }
        try {
            MetadataJson.Document document = MetadataJson.read(Files.readAllBytes(file));
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
        return new Model(
                folder,
                metadata.name(),
                metadata.version(),
                sha256,
                metadata.labels(),
                metadata.preprocessing(),
                metadata.signature(),
                metadata.classifier(),
                metadata.features(),
                metadata.configProto(),
                metadata.golden());
    }

    private static Path versionFolder(Path path) throws IOException, ModelException {
        if (!Files.isDirectory(path)) {
            throw new ModelException(path + ": no such folder");
        }
        if (Files.isRegularFile(path.resolve(METADATA))) {
            return path;
        }
        Optional<Path> newest;
        try (Stream<Path> children = Files.list(path)) {
            newest = children.filter(child ->
                            Metadata.isVersion(String.valueOf(child.getFileName())) && Files.isDirectory(child))
                    .max(Comparator.comparingLong(child -> Long.parseLong(String.valueOf(child.getFileName()))));
        }
        Path folder = newest.orElseThrow(
                () -> new ModelException(path + ": neither " + METADATA + " nor a folder named for a version"));
        if (!Files.isRegularFile(folder.resolve(METADATA))) {
            throw new ModelException(folder + ": no " + METADATA);
        }
        return folder;
    }
}
