package io.inceptionstreams.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The photos that come along (see {@code samples/CREDITS.md}), unpacked into a temporary folder until closed. */
public record SamplePhotos(Path folder) implements AutoCloseable {

    public static final List<String> NAMES =
            List.of("astronaut.png", "camera.png", "chelsea.png", "coffee.png", "drawing.png", "rocket.jpg");

    public static SamplePhotos unpack() throws IOException {
        Path folder = Files.createTempDirectory("inception-samples-").toRealPath();
        for (String name : NAMES) {
            try (InputStream in = SamplePhotos.class.getResourceAsStream("/samples/" + name)) {
                if (in == null) {
                    throw new IOException("the sample " + name + " is missing from the program");
                }
                Files.copy(in, folder.resolve(name));
            }
        }
        return new SamplePhotos(folder);
    }

    @Override
    public void close() throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
