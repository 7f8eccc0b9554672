package io.inceptionstreams.image;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads OpenCV: core, imgproc and imgcodecs, from JavaCPP's cache folder.
 *
 * <p>JavaCPP by default counts the memory of the whole process, TensorFlow's included, against four times the heap; past
 * that, each allocation of a Mat collects garbage up to ten times, 100 ms apart, and then fails with an
 * OutOfMemoryError. A small heap beside a large model is what this product recommends, so that limit is switched off
 * unless somebody set it. It is read once, when JavaCPP's first class loads.
 */
final class OpenCv {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCv.class);
    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

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
        // Images are decoded in parallel to each other; threads inside one would only fight over the cores.
        opencv_core.setNumThreads(1);
        // Both have native methods only: naming them here makes a missing library fail at start, not at the first
        // image.
        new opencv_imgproc();
        new opencv_imgcodecs();
    }

    private OpenCv() {}

    /** Returns when the libraries are loaded. */
    static void load() {
        // The work is the class's initialisation: once, in one thread.
    }
}
