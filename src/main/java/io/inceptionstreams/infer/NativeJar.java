package io.inceptionstreams.infer;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The jar of the class path that holds TensorFlow's libraries for this platform. Two layouts are known: that of
 * {@code org.tensorflow:tensorflow-core-native} (JavaCPP's) and that of {@code ai.djl.tensorflow:tensorflow-native-*}.
 *
 * @param location of the jar's folder that holds the libraries
 * @param libraries the files in that folder
 */
record NativeJar(URL location, List<Library> libraries) {

    private static final Pattern LIBRARY = Pattern.compile("[^/]+\\.(so|dylib|dll)(\\.\\d+)*");

    /** A file as the jar has it. */
    record Library(String name, long size, long crc) {}

    /** Finds the jar; null where the class path has none for this platform, such as {@code linux-x86_64}. */
    static @Nullable NativeJar find(ClassLoader classes, String platform) throws IOException {
        URL djl = classes.getResource("native/lib/" + System.mapLibraryName("jnitensorflow"));
        if (djl != null) {
            return read(djl);
        }
        URL javacpp = classes.getResource(
                "org/tensorflow/internal/c_api/" + platform + "/" + System.mapLibraryName("jnitensorflow"));
        return javacpp == null ? null : read(javacpp);
    }

    private static NativeJar read(URL library) throws IOException {
        URL folder = new URL(library, ".");
        try (JarFile jar = open(folder)) {
            String prefix = prefix(folder);
            List<Library> libraries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(prefix))
                    .filter(entry -> LIBRARY.matcher(entry.getName().substring(prefix.length()))
                            .matches())
                    .map(entry ->
                            new Library(entry.getName().substring(prefix.length()), entry.getSize(), entry.getCrc()))
                    .toList();
            return new NativeJar(folder, libraries);
        }
    }

    private static JarFile open(URL folder) throws IOException {
        if (!(folder.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("TensorFlow's libraries must lie in a jar: " + folder);
        }
        connection.setUseCaches(false);
        return new JarFile(
                Path.of(URI.create(connection.getJarFileURL().toString())).toFile());
    }

    private static String prefix(URL folder) {
        return folder.getPath().substring(folder.getPath().indexOf("!/") + 2);
    }

    /** A name for what is in here: the jar's, and a digest of the libraries' names, sizes and checksums. */
    String id() {
        String path = location.getPath();
        String jar = path.substring(0, path.indexOf("!/"));
        String name = jar.substring(jar.lastIndexOf('/') + 1).replaceFirst("\\.jar$", "");
        return name + "-" + Integer.toHexString(libraries.hashCode());
    }

    long bytes() {
        return libraries.stream().mapToLong(Library::size).sum();
    }

    /**
     * Unpacks what the folder does not have yet. Each file appears there complete or not at all, and one process at a
     * time unpacks; the others wait and find it done. A file that is there is known by its size; its checksum is taken
     * once, when it is unpacked (reading 600 MB again at each start would cost more than it proves).
     */
    void unpack(Path folder) throws IOException {
        if (complete(folder)) {
            return;
        }
        // The file's lock holds off other processes; within this one it would throw instead of waiting.
        synchronized (NativeJar.class) {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock(); // until the channel is closed
                unpackMissing(folder);
            }
        }
    }

    private void unpackMissing(Path folder) throws IOException {
        try (JarFile jar = open(location)) {
            for (Library library : libraries) {
                if (!has(folder, library)) {
                    unpack(jar, library, folder);
                }
            }
        }
    }

    private void unpack(JarFile jar, Library library, Path folder) throws IOException {
        JarEntry entry = jar.getJarEntry(prefix(location) + library.name());
        // Not a temporary file: those are for the eyes of their owner only. One left by a killed process is replaced.
        Path part = folder.resolve(library.name() + ".part");
        try (InputStream in = jar.getInputStream(entry);
                CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
            Files.copy(checked, part, StandardCopyOption.REPLACE_EXISTING);
            if (checked.getChecksum().getValue() != library.crc()) {
                throw new IOException(library.name() + " is damaged in " + location);
            }
            Files.move(part, folder.resolve(library.name()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private boolean complete(Path folder) throws IOException {
        for (Library library : libraries) {
            if (!has(folder, library)) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(Path folder, Library library) throws IOException {
        try {
            return Files.size(folder.resolve(library.name())) == library.size();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
