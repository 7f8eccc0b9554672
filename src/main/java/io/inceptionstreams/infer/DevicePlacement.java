package io.inceptionstreams.infer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where one TensorFlow session runs.
 *
 * @param name as results and metrics show it: {@code cpu}, {@code cpu:1} where there are several, {@code gpu:0}
 * @param gpu the number of the GPU, or {@link #CPU}
 */
record DevicePlacement(String name, int gpu) {

    static final int CPU = -1;

    boolean isGpu() {
        return gpu != CPU;
    }

    /**
     * The sessions that {@code infer.device} asks for on a machine with this many GPUs.
     *
     * @throws IllegalArgumentException when a GPU is asked for that is not there
     */
    static List<DevicePlacement> choose(DeviceSpec spec, int gpus, int cpuSessions) {
        if (spec instanceof DeviceSpec.Cpu || (spec instanceof DeviceSpec.Auto && gpus == 0)) {
            return IntStream.range(0, cpuSessions)
                    .mapToObj(i -> new DevicePlacement(cpuSessions == 1 ? "cpu" : "cpu:" + i, CPU))
                    .toList();
        }
        if (spec instanceof DeviceSpec.Auto || (spec instanceof DeviceSpec.AllGpus && gpus > 0)) {
            return IntStream.range(0, gpus).mapToObj(DevicePlacement::gpu).toList();
        }
        if (spec instanceof DeviceSpec.AllGpus) {
            throw new IllegalArgumentException("infer.device: gpu: " + missing(gpus));
        }
        if (spec instanceof DeviceSpec.Gpus chosen) {
            for (int index : chosen.indices()) {
                if (index >= gpus) {
                    throw new IllegalArgumentException("infer.device: gpu:" + index + ": " + missing(gpus));
                }
            }
            return chosen.indices().stream().map(DevicePlacement::gpu).toList();
        }
        throw new IllegalArgumentException("infer.device: not a place for TensorFlow: " + spec);
    }

    private static DevicePlacement gpu(int index) {
        return new DevicePlacement("gpu:" + index, index);
    }

    private static String missing(int gpus) {
        return "TensorFlow sees " + (gpus == 0 ? "no GPU" : gpus + " GPU(s)")
                + " (they need the libraries for CUDA, built with the Maven profile gpu, and a driver)";
    }
}
