package io.inceptionstreams.model;

import io.inceptionstreams.util.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SHA-256 of the files of a model folder, all but {@code model.json} itself and what was measured. */
final class Digests {

    private Digests() {}

    /** Every file in the folder and below, by its path with slashes. */
    static Map<String, String> of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        Map<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (!path.equals(ModelFolder.METADATA) && !path.equals(Measurements.FILE)) {
                digests.put(path, Sha256.of(file));
            }
        }
        return digests;
    }

    /** Refuses a folder that has a file too few, one too many, or one that was changed. */
    static Map<String, String> check(Path folder, Map<String, String> expected) throws IOException, ModelException {
        Map<String, String> found = of(folder);
        for (Map.Entry<String, String> file : expected.entrySet()) {
            String digest = found.get(file.getKey());
            if (digest == null) {
                throw new ModelException("files." + file.getKey() + ": no such file in " + folder);
            }
            if (!digest.equals(file.getValue())) {
                throw new ModelException("files." + file.getKey() + ": the file was changed: its SHA-256 is " + digest
                        + ", must be " + file.getValue());
            }
        }
        for (Map.Entry<String, String> file : found.entrySet()) {
            if (!expected.containsKey(file.getKey())) {
                throw new ModelException(
                        "files." + file.getKey() + ": missing; the file's SHA-256 is " + file.getValue());
            }
        }
        return found;
    }
}
