package io.inceptionstreams.infer;

import io.inceptionstreams.util.Mounts;
import io.inceptionstreams.util.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow's native libraries. The jar that holds them is on the class path; the system loader needs files.
 *
 * <p>Call {@link #prepareProcess()} first thing in {@code main}: JavaCPP, which OpenCV's classes load as well, reads its
 * settings once.
 */
public final class Natives {

    private Natives() {}

    /**
     * Settings of JavaCPP and DJL that must stand before the first class of either is loaded. Those that are set already
     * are kept. Called late it does no harm, but JavaCPP then unpacks a second copy of the libraries into its own cache,
     * and takes four times the heap as the most memory the process may have.
     */
    public static void prepareProcess() {
        setDefault("org.bytedeco.javacpp.pathsFirst", "true");
        setDefault("org.bytedeco.javacpp.maxBytes", "0");
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        // DJL would download what it misses, and tell its makers about use on EC2.
        setDefault("ai.djl.offline", "true");
        setDefault("OPT_OUT_TRACKING", "true");
    }

    /**
     * Chooses the folder below which native libraries are unpacked, OpenCV's and TensorFlow's among them. To be called
     * once the settings are known, and before the first of them is loaded. Libraries that unpack themselves into the
     * temporary folder for a process (JNA, zstd, snappy) do so here where that folder is mounted noexec.
     *
     * @param configured {@code infer.library-cache}; null: the user's cache folder
     * @throws IOException when {@code configured} cannot be written to, or no library loads from it
     */
    public static void useCache(@Nullable Path configured) throws IOException {
        Path cache = cache(configured);
        if (configured != null) {
            check(cache);
        }
        setDefault("org.bytedeco.javacpp.cachedir", cache.resolve("javacpp").toString());
        if (Mounts.isNoExec(Path.of(System.getProperty("java.io.tmpdir")))) {
            Path temporary = Files.createDirectories(cache.resolve("temporary"));
            for (String property : List.of("jna.tmpdir", "ZstdTempFolder", "org.xerial.snappy.tempdir")) {
                setDefault(property, temporary.toString());
            }
        }
    }

    private static void check(Path cache) throws IOException {
        try {
            Files.createDirectories(cache);
        } catch (IOException e) {
            throw new IOException("infer.library-cache: cannot be created: " + cache + ": " + e, e);
        }
        if (!Files.isWritable(cache)) {
            throw new IOException("infer.library-cache: cannot be written to: " + cache);
        }
        if (Mounts.isNoExec(cache)) {
            throw new IOException("infer.library-cache: " + cache
                    + " is on a file system that is mounted noexec, from which no library loads");
        }
    }

    /** The folder that a setting means. */
    static Path cache(@Nullable Path configured) {
        return (configured == null ? UserCache.folder() : configured).toAbsolutePath();
    }

    /** Why libraries may not load from a folder, to be put into a message. */
    static String noExec(Path folder) {
        return Mounts.isNoExec(folder)
                ? " (its file system is mounted noexec: infer.library-cache names another folder)"
                : "";
    }

    /**
     * Unpacks the libraries of this platform into the folder (about 600 MB for the CPU), as an image for containers
     * wants it; {@code TENSORFLOW_LIBRARY_PATH} then names that folder. Files that are there already are kept. Several
     * processes may call this at once.
     *
     * @return the folder
     * @throws IOException when the class path has no libraries for this platform, or the disk is full
     */
    public static Path unpack(Path folder) throws IOException {
        prepareProcess();
        find().unpack(folder);
        return folder;
    }

    /** Unpacks into a folder of the cache that is named after the libraries, once for all versions of this product. */
    static Path unpackIntoCache(Path cache) throws IOException {
        NativeJar jar = find();
        Path folder = cache.resolve(jar.id());
        try {
            jar.unpack(folder);
        } catch (IOException e) {
            throw new IOException(
                    "cannot unpack TensorFlow's libraries (" + jar.bytes() / 1_000_000 + " MB) to " + folder
                            + " (infer.library-cache, or TENSORFLOW_LIBRARY_PATH for libraries that are unpacked): "
                            + e,
                    e);
        }
        return folder;
    }

    private static NativeJar find() throws IOException {
        String platform = Loader.getPlatform();
        NativeJar jar = NativeJar.find(Natives.class.getClassLoader(), platform);
        if (jar == null) {
            throw new IOException("the class path has no TensorFlow libraries for " + platform
                    + " (linux-x86_64, linux-arm64 and macosx-arm64 have them; build with -Dnative.platform=" + platform
                    + ", or set TENSORFLOW_LIBRARY_PATH to a folder that holds "
                    + System.mapLibraryName("jnitensorflow") + ")");
        }
        return jar;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
