package io.inceptionstreams.modelbuild.int8;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.OutputReader;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Quantization;
import io.inceptionstreams.network.SavedModelExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the activations of a network were on some photos: their frequencies by range group, and the means that layers read. */
final class Observed {

    private final Map<String, String> groups;
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final Map<String, double[]> sums = new HashMap<>();
    private int photos;

    private Observed(Map<String, String> groups) {
        this.groups = groups;
    }

    /** @param model in float32, written with the signature {@value SavedModelExport#OBSERVED} */
    static Observed of(Network network, Model model, Photos photos, InferSettings settings, Progress progress)
            throws IOException, ClassifierException {
        Observed observed = new Observed(Quantization.groups(network));
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (String name : observed.groups.keySet()) {
            sizes.put(name, SavedModelExport.observedSize(network, name));
            sizes.put(name + SavedModelExport.INPUT_MEANS, SavedModelExport.inputChannels(network, name));
        }
        try (OutputReader reader = OutputReader.open(model, SavedModelExport.OBSERVED, sizes, settings)) {
            for (int i = 0; i < photos.size(); i++) {
                ByteBuffer pixels = photos.pixels(i);
                observed.add(reader.read(pixels));
                progress.advance(i + 1, photos.size());
            }
        }
        return observed;
    }

    private void add(Map<String, float[]> outputs) {
        photos++;
        groups.forEach((name, group) -> {
            histograms.computeIfAbsent(group, any -> new Histogram()).add(outputs.getOrDefault(name, new float[0]));
            float[] means = outputs.getOrDefault(name + SavedModelExport.INPUT_MEANS, new float[0]);
            double[] sum = sums.computeIfAbsent(name, any -> new double[means.length]);
            for (int c = 0; c < means.length; c++) {
                sum[c] += means[c];
            }
        });
    }

    Quantization quantization(RangeChoice choice) {
        Map<String, Float> ranges = new HashMap<>();
        histograms.forEach((group, histogram) -> ranges.put(group, choice.of(histogram)));
        Map<String, float[]> means = new HashMap<>();
        sums.forEach((name, sum) -> {
            float[] mean = new float[sum.length];
            for (int c = 0; c < mean.length; c++) {
                mean[c] = (float) (sum[c] / photos);
            }
            means.put(name, mean);
        });
        return new Quantization(ranges, means, Set.of());
    }
}
