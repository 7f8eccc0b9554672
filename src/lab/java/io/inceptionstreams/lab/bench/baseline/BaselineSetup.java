package io.inceptionstreams.lab.bench.baseline;

import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a baseline works with: the same as the application.
 *
 * @param kafka properties of its clients
 * @param decoder the application's own, for the baselines that differ in how they batch
 * @param simulatedImages takes the place of fetching and decoding; null for real images
 */
public record BaselineSetup(
        Map<String, String> kafka,
        String applicationId,
        String references,
        String labels,
        String guarantee,
        Path stateFolder,
        List<Classifier> devices,
        int maxBatch,
        Target target,
        Decoder decoder,
        @Nullable Decoder simulatedImages) {

    public BaselineSetup {
        kafka = Map.copyOf(kafka);
        devices = List.copyOf(devices);
    }
}
