package io.inceptionstreams.infer;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * The settings and the model's own configuration, as TensorFlow's sessions take them. What the settings say explicitly
 * wins: threads above 0, a share of a GPU's memory below 1. Memory growth is the settings' alone, because a
 * {@code ConfigProto} cannot tell "no" from "nothing said".
 */
final class SessionConfig {

    private SessionConfig() {}

    /**
     * @param model the model's own configuration; an empty one for most
     * @param cores of the machine, divided among the sessions where no number of threads is set
     * @param precision has no effect on a model whose own configuration sets rewriters
     */
    static ConfigProto of(
            InferSettings settings, ConfigProto model, DevicePlacement place, int cores, Precision precision) {
        int share = place.isGpu() ? cores : Math.max(1, cores / settings.cpuSessions());
        int intra = first(settings.intraOpThreads(), model.getIntraOpParallelismThreads(), share);
        ConfigProto.Builder config = forGpus(settings, model).toBuilder()
                .setIntraOpParallelismThreads(intra)
                .setInterOpParallelismThreads(
                        first(settings.interOpThreads(), model.getInterOpParallelismThreads(), intra))
                // Otherwise the first session of the process decides for all.
                .setUsePerSessionThreads(true);
        if (!place.isGpu()) {
            config.putDeviceCount("GPU", 0);
        }
        return model.getGraphOptions().hasRewriteOptions() ? config.build() : precision.applyTo(config.build());
    }

    static ConfigProto forGpus(InferSettings settings, ConfigProto model) {
        double modelShare = model.getGpuOptions().getPerProcessGpuMemoryFraction();
        boolean modelDecides = settings.gpuMemoryFraction() == 1 && modelShare > 0;
        GPUOptions.Builder gpus = model.getGpuOptions().toBuilder()
                .setAllowGrowth(settings.gpuMemoryGrowth())
                .setPerProcessGpuMemoryFraction(modelDecides ? modelShare : settings.gpuMemoryFraction());
        return model.toBuilder()
                // Operations that have no kernel for the GPU run on the CPU.
                .setAllowSoftPlacement(true)
                .setGpuOptions(gpus)
                .build();
    }

    private static int first(int setting, int model, int otherwise) {
        return setting > 0 ? setting : model > 0 ? model : otherwise;
    }
}
