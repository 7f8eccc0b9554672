package io.inceptionstreams.lab.bench;

import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Model;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run measures, and with what.
 *
 * @param parts names of {@link Bench#parts}
 * @param application the command line of an instance: its main class and arguments
 * @param baseline the same for a baseline, whose name follows
 * @param jvmOptions of both
 * @param model for the engine alone
 * @param infer how to run it; its largest batch is the engine's
 * @param maxBatch of the application
 * @param decoder makes the engine's pixels
 * @param samples photos to make the images of
 * @param output where the report and logs go
 * @param commandLine for the report
 */
public record BenchPlan(
        List<String> parts,
        Scale scale,
        List<String> application,
        List<String> baseline,
        List<String> jvmOptions,
        Model model,
        InferSettings infer,
        int maxBatch,
        Decoder decoder,
        List<Path> samples,
        Path output,
        String commandLine) {

    public BenchPlan {
        parts = List.copyOf(parts);
        application = List.copyOf(application);
        baseline = List.copyOf(baseline);
        jvmOptions = List.copyOf(jvmOptions);
        samples = List.copyOf(samples);
    }

    /** Whether the engine computes anything. */
    boolean simulated() {
        return infer.device().startsWith("simulated:");
    }
}
