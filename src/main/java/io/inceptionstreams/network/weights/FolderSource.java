package io.inceptionstreams.network.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Files of one folder; a name never leads out of it. */
final class FolderSource implements Source {

    private static final long LARGEST = 1L << 30;

    private final Path folder;

    FolderSource(Path folder) {
        this.folder = folder.normalize();
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public boolean has(String file) {
        try {
            Path path = path(file);
            return path.startsWith(folder) && Files.isRegularFile(path);
        } catch (InvalidPathException e) { // no file can have this name
            return false;
        }
    }

    @Override
    public byte[] read(String file) throws IOException, WeightsException {
        if (!has(file)) {
            throw new WeightsException(folder + ": no " + file);
        }
        Path path = path(file);
        if (Files.size(path) > LARGEST) {
            throw new WeightsException(path + ": larger than " + LARGEST + " bytes");
        }
        return Files.readAllBytes(path);
    }

    @Override
    public Optional<String> licence() throws IOException, WeightsException {
        return has("LICENSE") ? Optional.of(new String(read("LICENSE"), StandardCharsets.UTF_8)) : Optional.empty();
    }

    private Path path(String file) {
        return folder.resolve(file).normalize();
    }
}
