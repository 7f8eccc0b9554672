package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Keras topology says that the tensors do not: the dense layers in their order. What would make it another
 * function than ours with the same tensors is refused.
 */
final class TfjsTopology {

    private static final double EPSILON = 1e-3;

    private TfjsTopology() {}

    static List<WeightFile.HeadLayer> head(String file, JsonNode topology) throws WeightsException {
        JsonNode layers = topology.path("model_config").path("config").path("layers");
        if (!layers.isArray() || layers.isEmpty()) {
            throw new WeightsException(file + ": modelTopology has no layers; a tfjs layers model is needed");
        }
        List<WeightFile.HeadLayer> head = new ArrayList<>();
        List<String> activations = new ArrayList<>();
        for (JsonNode layer : layers) {
            JsonNode config = layer.path("config");
            String name = config.path("name").asText();
            switch (layer.path("class_name").asText()) {
                case "Dense" -> {
                    head.add(new WeightFile.HeadLayer(name, config.path("units").asInt()));
                    activations.add(config.path("activation").asText());
                }
                case "BatchNormalization" -> {
                    double epsilon = config.path("epsilon").asDouble();
                    if (Math.abs(epsilon - EPSILON) > 1e-8) {
                        throw new WeightsException(file + ": " + name + " has epsilon " + epsilon + ", needs 0.001");
                    }
                }
                default -> {} // the tensors' names and shapes tell the rest
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            expected.add(i < head.size() - 1 ? "relu" : "softmax");
        }
        if (!activations.equals(expected)) {
            throw new WeightsException(
                    file + ": the dense layers have activations " + activations + ", can be " + expected);
        }
        return head;
    }
}
