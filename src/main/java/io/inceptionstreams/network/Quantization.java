package io.inceptionstreams.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an export in 8 bits needs beside the weights. Activations are unsigned: behind relu, 0 to the range's end.
 *
 * @param ranges the largest activation that is told apart, by {@link #groups group}; larger ones become that
 * @param inputMeans by convolution, the mean of each channel that it reads; for its bias, which takes up what rounded
 *     weights do to the mean (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction",
 *     2019). A convolution that is missing keeps its bias.
 * @param inFull convolutions that stay float32
 */
public record Quantization(Map<String, Float> ranges, Map<String, float[]> inputMeans, Set<String> inFull) {

    public Quantization {
        ranges = Map.copyOf(ranges);
        inputMeans = Map.copyOf(inputMeans);
        inFull = Set.copyOf(inFull);
        ranges.forEach((group, range) -> {
            if (!(range > 0) || Float.isInfinite(range)) {
                throw new IllegalArgumentException(group + ": no range can end at " + range);
            }
        });
    }

    /** The same, with these convolutions in float32. */
    public Quantization keeping(Set<String> convolutions) {
        return new Quantization(ranges, inputMeans, convolutions);
    }

    /** The convolutions, in the network's order, each with the group of values whose range it shares. */
    public static Map<String, String> groups(Network network) {
        RangeGroups groups = new RangeGroups(network);
        Map<String, String> byConvolution = new LinkedHashMap<>();
        network.nodes().stream()
                .filter(Node.Convolution.class::isInstance)
                .forEach(node -> byConvolution.put(node.name(), groups.of(node.name())));
        return byConvolution;
    }
}
