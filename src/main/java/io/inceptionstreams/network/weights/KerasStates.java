package io.inceptionstreams.network.weights;

import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.nio.file.Path;
import java.util.List;

/**
 * Keras 3's {@code model.save_weights("….weights.h5")}: a group a layer, {@code layers/conv2d_5/vars}, with its
 * variables by number. The number in the group's name is a position among the layers as Keras sorts them by depth, and
 * not the layer's own, which newer versions add as an attribute of {@code vars}. Without that attribute such a file is
 * refused: taking the position for the layer's number would exchange convolutions, many of which have the same shape.
 */
final class KerasStates {

    /** The group of all layers. */
    static final String LAYERS = "layers";

    private static final String VARIABLES = "vars";

    private KerasStates() {}

    /** Whether a group holds a layer's variables by number. */
    static boolean are(Group group) {
        return group.getName().equals(VARIABLES);
    }

    /** {@code layer/variable}, as older files have it; a variable of another kind of layer keeps its number. */
    static String name(Path file, Group variables, Dataset variable) throws WeightsException {
        Attribute layer = variables.getAttributes().get("name");
        if (layer == null || !(layer.getData() instanceof String name)) {
            throw new WeightsException(file + ": " + variables.getPath()
                    + " does not say which layer it is of: this file numbers the layers in an order of its own;"
                    + " save the whole model with model.save(\"NAME.h5\")");
        }
        return name + "/" + variable(variables, variable.getName());
    }

    private static String variable(Group variables, String number) {
        String kind = variables.getParent().getName().replaceFirst("_\\d+$", "");
        List<String> names = switch (kind) {
            case "conv2d", "dense" -> List.of("kernel", "bias");
            case "batch_normalization" ->
                variables.getChildren().size() == 3
                        ? List.of("beta", "moving_mean", "moving_variance")
                        : List.of("gamma", "beta", "moving_mean", "moving_variance");
            default -> List.of();
        };
        int place = number.length() == 1 ? Character.digit(number.charAt(0), 10) : -1;
        return place >= 0 && place < names.size() ? names.get(place) : number;
    }
}
