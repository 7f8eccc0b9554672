package io.inceptionstreams.infer;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** The settings, as TensorFlow's sessions take them. */
final class SessionConfig {

    private SessionConfig() {}

    /** @param cores of the machine, divided among the sessions where no number of threads is set */
    static ConfigProto of(InferSettings settings, Place place, int cores) {
        int share = place.isGpu() ? cores : Math.max(1, cores / settings.cpuSessions());
        int intra = settings.intraOpThreads() > 0 ? settings.intraOpThreads() : share;
        ConfigProto.Builder config = forGpus(settings).toBuilder()
                .setIntraOpParallelismThreads(intra)
                .setInterOpParallelismThreads(settings.interOpThreads() > 0 ? settings.interOpThreads() : intra)
                // Otherwise the first session of the process decides for all.
                .setUsePerSessionThreads(true);
        if (!place.isGpu()) {
            config.putDeviceCount("GPU", 0);
        }
        return config.build();
    }

    static ConfigProto forGpus(InferSettings settings) {
        return ConfigProto.newBuilder()
                // Operations that have no kernel for the GPU run on the CPU.
                .setAllowSoftPlacement(true)
                .setGpuOptions(GPUOptions.newBuilder()
                        .setAllowGrowth(settings.gpuMemoryGrowth())
                        .setPerProcessGpuMemoryFraction(settings.gpuMemoryFraction()))
                .build();
    }
}
