package io.inceptionstreams.network.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The one tfjs model in a gzipped tar, such as npm packs. Nothing is unpacked to disk; what may be part of a model is
 * held in memory, {@value #LARGEST} bytes at most.
 */
final class PackageSource implements Source {

    private static final long LARGEST = 256L << 20;

    private final String name;
    private final String folder;
    private final Map<String, byte[]> files;

    private PackageSource(String name, String folder, Map<String, byte[]> files) {
        this.name = name;
        this.folder = folder;
        this.files = files;
    }

    static PackageSource open(Path tgz) throws IOException, WeightsException {
        Map<String, byte[]> files = new TreeMap<>();
        long total = 0;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(tgz));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(raw))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isFile() || !mayBelong(entry.getName())) {
                    continue;
                }
                total += entry.getSize();
                if (total > LARGEST) {
                    throw new WeightsException(tgz + ": holds more than " + LARGEST + " bytes of weights");
                }
                files.put(entry.getName(), tar.readNBytes(Math.toIntExact(entry.getSize())));
            }
        }
        return new PackageSource(tgz.toString(), modelFolder(tgz, files), files);
    }

    private static boolean mayBelong(String path) {
        return path.contains("/model.") || path.contains("shard") || path.endsWith("/LICENSE");
    }

    /** A package may hold several networks: the one in a folder named for Inception is meant. */
    private static String modelFolder(Path tgz, Map<String, byte[]> files) throws WeightsException {
        List<String> folders = files.keySet().stream()
                .filter(path -> TfjsFile.MODEL_FILES.contains(path.substring(path.lastIndexOf('/') + 1)))
                .map(path -> path.substring(0, path.lastIndexOf('/') + 1))
                .toList();
        if (folders.size() > 1) {
            folders = folders.stream()
                    .filter(folder -> folder.toLowerCase(Locale.ROOT).contains("inception"))
                    .toList();
        }
        if (folders.size() != 1) {
            throw new WeightsException(tgz + ": needs one tfjs model (" + String.join(" or ", TfjsFile.MODEL_FILES)
                    + ") in a folder named for Inception, found " + folders);
        }
        return folders.get(0);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean has(String file) {
        return files.containsKey(folder + file);
    }

    @Override
    public byte[] read(String file) throws IOException {
        byte[] content = files.get(folder + file);
        if (content == null) {
            throw new IOException(name + ": no " + folder + file);
        }
        return content;
    }

    @Override
    public Optional<String> licence() {
        return Optional.ofNullable(files.get("package/LICENSE"))
                .map(content -> new String(content, StandardCharsets.UTF_8));
    }
}
