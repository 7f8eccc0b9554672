package io.inceptionstreams.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The matrix of values that the chart is tested with, a file each. */
final class Values {

    private static final Path FOLDER = Path.of("src/test/resources/deploy/values");

    private Values() {}

    /** Names of all. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String of(String name) {
        return Yaml.text(FOLDER.resolve(name + ".yaml"));
    }
}
