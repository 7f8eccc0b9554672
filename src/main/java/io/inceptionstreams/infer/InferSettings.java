package io.inceptionstreams.infer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a model is run. What concerns the memory of GPUs holds for the process, because TensorFlow has one allocator a
 * GPU: the first classifier that is opened decides. So does it about where the libraries are.
 *
 * @param device {@code auto} (every GPU, else the CPU), {@code cpu}, {@code gpu} (every one), {@code gpu:0,gpu:1}, or
 *     {@code simulated:BASE_MS+PER_IMAGE_MS}, several of them with {@code xCOUNT} behind it
 * @param maxBatch images, the largest batch that is warmed up and accepted
 * @param intraOpThreads threads within an operation, for each session; 0: the cores divided by the sessions
 * @param interOpThreads operations that run at the same time, for each session; 0: as {@code intraOpThreads}
 * @param gpuMemoryGrowth take GPU memory as it is needed; otherwise the whole share at once
 * @param gpuMemoryFraction the share of a GPU's memory that may be taken, above 0 and at most 1
 * @param cpuSessions classifiers on the CPU; the cores are divided among them
 * @param callsPerDevice batches that a device has at a time, 1 to 8: with 2, one is prepared while another is computed, and
 *     a CPU's threads work on the one where they would wait for each other in the other
 * @param warmUp the batch sizes that are run before a classifier is ready
 * @param features whether the features behind the scores are wanted too
 * @param libraryCache where TensorFlow's libraries (about 600 MB) are unpacked to; null: the user's cache folder
 */
public record InferSettings(
        String device,
        int maxBatch,
        int intraOpThreads,
        int interOpThreads,
        boolean gpuMemoryGrowth,
        double gpuMemoryFraction,
        int cpuSessions,
        int callsPerDevice,
        WarmUp warmUp,
        boolean features,
        @Nullable Path libraryCache) {

    private static final int LARGEST_BATCH = 1024;
    private static final int MOST_THREADS = 4096;

    /** Each has buffers of its own; Triton's users rarely find more than 2 instances of a model worth their memory. */
    static final int MOST_CALLS = 8;

    public InferSettings {
        DeviceSpec unused = DeviceSpec.parse(device);
        check("infer.max-batch", maxBatch, 1, LARGEST_BATCH);
        check("infer.intra-op-threads", intraOpThreads, 0, MOST_THREADS);
        check("infer.inter-op-threads", interOpThreads, 0, MOST_THREADS);
        check("infer.cpu-sessions", cpuSessions, 1, MOST_THREADS);
        check("infer.calls-per-device", callsPerDevice, 1, MOST_CALLS);
        if (!(gpuMemoryFraction > 0 && gpuMemoryFraction <= 1)) {
            throw new IllegalArgumentException(
                    "infer.gpu-memory-fraction must be above 0 and at most 1: " + gpuMemoryFraction);
        }
    }

    /** One classifier for each GPU, or one on all cores; batches of up to 16. */
    public static InferSettings defaults() {
        return new InferSettings("auto", 16, 0, 0, true, 1.0, 1, 2, WarmUp.ALL, false, null);
    }

    /** The same, on another device. */
    public InferSettings withDevice(String other) {
        return with(other, features);
    }

    /** The same, with or without features. */
    public InferSettings withFeatures(boolean wanted) {
        return with(device, wanted);
    }

    private InferSettings with(String otherDevice, boolean featuresWanted) {
        return new InferSettings(
                otherDevice,
                maxBatch,
                intraOpThreads,
                interOpThreads,
                gpuMemoryGrowth,
                gpuMemoryFraction,
                cpuSessions,
                callsPerDevice,
                warmUp,
                featuresWanted,
                libraryCache);
    }

    private static void check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ": " + value);
        }
    }
}
