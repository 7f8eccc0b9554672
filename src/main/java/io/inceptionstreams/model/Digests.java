package io.inceptionstreams.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
                digests.put(path, sha256(file));
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

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
