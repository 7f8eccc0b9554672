package io.inceptionstreams.infer;

import io.inceptionstreams.util.Bounds;
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
 * @param cpuPrecision what the CPU's large operations compute with
 * @param warmUp the batch sizes that are run before a classifier is ready
 * @param features whether the features behind the scores are wanted too
 * @param libraryCache where native libraries (TensorFlow's, about 600 MB, among them) are unpacked to; null: the user's cache folder
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
        CpuPrecision cpuPrecision,
        WarmUp warmUp,
        boolean features,
        @Nullable Path libraryCache) {

    public static final Bounds<Integer> THREADS = new Bounds<>(0, 4096);
    public static final Bounds<Integer> CPU_SESSIONS = new Bounds<>(1, 4096);

    /** Each has buffers of its own; Triton's users rarely find more than 2 instances of a model worth their memory. */
    public static final Bounds<Integer> CALLS_PER_DEVICE = new Bounds<>(1, 8);

    public InferSettings {
        DeviceSpec unused = DeviceSpec.parse(device);
        if (maxBatch < 1) { // batch.max-size has no more than its own bounds
            throw new IllegalArgumentException("batch.max-size must be at least 1: " + maxBatch);
        }
        THREADS.check("infer.intra-op-threads", intraOpThreads);
        THREADS.check("infer.inter-op-threads", interOpThreads);
        CPU_SESSIONS.check("infer.cpu-sessions", cpuSessions);
        CALLS_PER_DEVICE.check("infer.calls-per-device", callsPerDevice);
        if (!(gpuMemoryFraction > 0 && gpuMemoryFraction <= 1)) {
            throw new IllegalArgumentException(
                    "infer.gpu-memory-fraction must be above 0 and at most 1: " + gpuMemoryFraction);
        }
    }

    /** One classifier for each GPU, or one on all cores; batches of up to 16. */
    public static InferSettings defaults() {
        return new InferSettings("auto", 16, 0, 0, true, 1.0, 1, 2, CpuPrecision.AUTO, WarmUp.ALL, false, null);
    }

    /** The same, on another device. */
    public InferSettings withDevice(String other) {
        return with(other, maxBatch, cpuPrecision, warmUp, features);
    }

    /** The same, with or without features. */
    public InferSettings withFeatures(boolean wanted) {
        return with(device, maxBatch, cpuPrecision, warmUp, wanted);
    }

    /** The same for a batch or two on the CPU, as the graph says: nothing is warmed up, and no features are computed. */
    public InferSettings onceOnTheCpu(int batch) {
        return with("cpu", batch, CpuPrecision.AUTO, WarmUp.NONE, false); // unmeasured, auto is float32 or int8
    }

    private InferSettings with(
            String otherDevice, int batch, CpuPrecision precision, WarmUp warmedUp, boolean featuresWanted) {
        return new InferSettings(
                otherDevice,
                batch,
                intraOpThreads,
                interOpThreads,
                gpuMemoryGrowth,
                gpuMemoryFraction,
                cpuSessions,
                callsPerDevice,
                precision,
                warmedUp,
                featuresWanted,
                libraryCache);
    }
}
