package io.inceptionstreams.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a look at a folder of models shows without reading the models: which version is to be served, and the sizes and
 * times of its files. Two equal ones are, in all likelihood, the same model; different ones may be.
 */
public record Revision(Path folder, List<String> files) {

    public Revision {
        files = List.copyOf(files);
    }

    /**
     * Takes a look, which costs a few system calls.
     *
     * @param path as {@link ModelFolder#open} takes it
     * @throws ModelException when there is nothing to serve
     */
    public static Revision of(Path path) throws IOException, ModelException {
        Path folder = ModelFolder.versionFolder(path);
        try (Stream<Path> all = Files.walk(folder)) {
            List<String> files = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.add(folder.relativize(file) + " " + Files.size(file) + " "
                        + Files.getLastModifiedTime(file).toMillis());
            }
            return new Revision(folder, files);
        }
    }
}
