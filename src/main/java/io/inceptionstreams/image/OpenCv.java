package io.inceptionstreams.image;

import io.inceptionstreams.util.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads OpenCV: core, imgproc and imgcodecs, from JavaCPP's cache folder, which {@code infer.library-cache} chooses.
 *
 * <p>JavaCPP by default counts the memory of the whole process, TensorFlow's included, against four times the heap; past
 * that, each allocation of a Mat collects garbage up to ten times, 100 ms apart, and then fails with an
 * OutOfMemoryError. A small heap beside a large model is what this product recommends, so that limit is switched off
 * unless the user has set it. It is read once, when JavaCPP's first class loads.
 */
final class OpenCv {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCv.class);
    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private OpenCv() {}

    /**
     * Returns when the libraries are loaded.
     *
     * @throws UncheckedIOException when they do not load, with the folder and the setting that names another
     */
    static void load() {
        try {
            Loaded.once();
        } catch (LinkageError e) {
            throw new UncheckedIOException(new IOException(failure(e), e));
        }
    }

    private static String failure(LinkageError failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String folder = System.getProperty(CACHE);
        if (folder == null) {
            return "OpenCV's libraries do not load: " + cause;
        }
        boolean noExec = Mounts.isNoExec(Path.of(folder));
        return "OpenCV's libraries do not load from " + folder
                + (noExec
                        ? ", whose file system is mounted noexec: infer.library-cache names another folder"
                        : " (infer.library-cache names another folder): " + cause);
    }

    /** Its initialisation is the work: once, in one thread. */
    private static final class Loaded {

        static {
            if (System.getProperty(LIMIT) == null) {
                System.setProperty(LIMIT, "0");
                if (Pointer.maxPhysicalBytes() > 0) {
                    LOG.warn(
                            "JavaCPP was loaded before -D{}=0 could be set: it limits the process to {} bytes",
                            LIMIT,
                            Pointer.maxPhysicalBytes());
                }
            }
            NativeMessages.divert(); // before a library opens the stream
            // Images are decoded in parallel to each other; threads inside one would only fight over the cores.
            opencv_core.setNumThreads(1);
            // Both have native methods only: naming them here makes a missing library fail at start, not at the first
            // image.
            new opencv_imgproc();
            new opencv_imgcodecs();
        }

        static void once() {
            // By now the class is initialised.
        }
    }
}
