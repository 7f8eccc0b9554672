package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Keras model's configuration says that its tensors do not: the dense layers in their order. What would make it
 * another function than ours with the same tensors is refused.
 */
final class KerasTopology {

    private static final double EPSILON = 1e-3;

    private final String file;
    private final List<WeightFile.HeadLayer> dense = new ArrayList<>();
    private final List<String> activations = new ArrayList<>();

    private KerasTopology(String file) {
        this.file = file;
    }

    /** @param model Keras' {@code model_config} */
    static List<WeightFile.HeadLayer> dense(String file, JsonNode model) throws WeightsException {
        KerasTopology topology = new KerasTopology(file);
        topology.read(model);
        return topology.checked();
    }

    /** A layer may be a network of its own: Keras' application under a head of one's own. */
    private void read(JsonNode model) throws WeightsException {
        JsonNode layers = model.path("config").path("layers");
        if (!layers.isArray() || layers.isEmpty()) {
            throw new WeightsException(
                    file + ": the model's configuration has no layers; a Keras layers model is needed");
        }
        for (JsonNode layer : layers) {
            JsonNode config = layer.path("config");
            String name = config.path("name").asText();
            switch (layer.path("class_name").asText()) {
                case "Dense" -> {
                    dense.add(
                            new WeightFile.HeadLayer(name, config.path("units").asInt()));
                    activations.add(config.path("activation").asText());
                }
                case "BatchNormalization" -> {
                    double epsilon = config.path("epsilon").asDouble();
                    if (Math.abs(epsilon - EPSILON) > 1e-8) {
                        throw new WeightsException(file + ": " + name + " has epsilon " + epsilon + ", needs 0.001");
                    }
                }
                case "Functional", "Model", "Sequential" -> read(layer);
                default -> {} // the tensors' names and shapes tell the rest
            }
        }
    }

    private List<WeightFile.HeadLayer> checked() throws WeightsException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < dense.size(); i++) {
            expected.add(i < dense.size() - 1 ? "relu" : "softmax");
        }
        if (!activations.equals(expected)) {
            throw new WeightsException(
                    file + ": the dense layers have activations " + activations + ", can be " + expected);
        }
        return dense;
    }
}
