package io.inceptionstreams.network.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A package of the npm registry, pinned by its digest, taken with the user's own {@code npm pack}: their proxy, mirror
 * and login apply, no script of the package runs, and nothing is installed.
 *
 * @param integrity {@code sha512-} and the base64 of the package's SHA-512, as lock files have it
 */
public record NpmPackage(String name, String version, String integrity) {

    /** Inception-v3 for content moderation, the default model: 29 MB. */
    public static final NpmPackage NSFWJS = new NpmPackage(
            "nsfwjs",
            "4.4.0",
            "sha512-krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==");

    private static final int QUOTED = 1_000;

    public String spec() {
        return name + "@" + version;
    }

    /**
     * Puts the package's {@code .tgz} into a folder that exists. Blocks; the child process is ended at the limit, or
     * when the thread is interrupted.
     *
     * @throws WeightsException when npm is missing, fails, takes longer, or brings something else
     */
    public Path fetch(Path folder, Duration limit) throws IOException, InterruptedException, WeightsException {
        return fetch(List.of("npm"), folder, limit);
    }

    Path fetch(List<String> npm, Path folder, Duration limit)
            throws IOException, InterruptedException, WeightsException {
        List<String> command = new ArrayList<>(npm);
        command.addAll(List.of("pack", spec(), "--ignore-scripts", "--pack-destination", folder.toString()));
        Path output = folder.resolve("npm-output.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new WeightsException("npm is needed to fetch " + spec() + " and could not be started", e);
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new WeightsException("npm pack " + spec() + " took longer than " + limit.toSeconds() + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new WeightsException(
                    "npm pack " + spec() + " failed with exit code " + process.exitValue() + ":\n" + tail(output));
        }
        Path tgz = folder.resolve(name + "-" + version + ".tgz");
        if (!Files.isRegularFile(tgz)) {
            throw new WeightsException("npm pack " + spec() + " left no " + tgz.getFileName() + ":\n" + tail(output));
        }
        check(tgz);
        return tgz;
    }

    /** Refuses a file that is not this package, byte for byte. */
    void check(Path tgz) throws IOException, WeightsException {
        String found = "sha512-" + Base64.getEncoder().encodeToString(sha512(tgz));
        if (!found.equals(integrity)) {
            throw new WeightsException(
                    tgz.getFileName() + ": integrity is " + found + ", " + spec() + " has " + integrity);
        }
    }

    private static byte[] sha512(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-512"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return digest.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }

    private static String tail(Path output) throws IOException {
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        return text.substring(Math.max(0, text.length() - QUOTED));
    }
}
