package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * TensorFlow-slim's variable scopes, {@code InceptionV3/Mixed_5b/Branch_1/Conv2d_0b_5x5/weights}. The scopes say which
 * branch and which step, and in some modules a kernel that is not there; what differs from module to module is in the
 * second table.
 */
final class SlimNames {

    private static final String ROOT = "InceptionV3/";

    /** Letter of the modules' stage, a colon, and our layer within it. */
    private static final Map<String, String> SCOPES = Map.ofEntries(
            Map.entry("5:branch1x1", "Branch_0/Conv2d_0a_1x1"),
            Map.entry("5:branch5x5_1", "Branch_1/Conv2d_0a_1x1"),
            Map.entry("5:branch5x5_2", "Branch_1/Conv2d_0b_5x5"),
            Map.entry("5:branch3x3dbl_1", "Branch_2/Conv2d_0a_1x1"),
            Map.entry("5:branch3x3dbl_2", "Branch_2/Conv2d_0b_3x3"),
            Map.entry("5:branch3x3dbl_3", "Branch_2/Conv2d_0c_3x3"),
            Map.entry("5:branch_pool", "Branch_3/Conv2d_0b_1x1"),
            Map.entry("6:branch3x3", "Branch_0/Conv2d_1a_1x1"),
            Map.entry("6:branch3x3dbl_1", "Branch_1/Conv2d_0a_1x1"),
            Map.entry("6:branch3x3dbl_2", "Branch_1/Conv2d_0b_3x3"),
            Map.entry("6:branch3x3dbl_3", "Branch_1/Conv2d_1a_1x1"),
            Map.entry("6:branch1x1", "Branch_0/Conv2d_0a_1x1"),
            Map.entry("6:branch7x7_1", "Branch_1/Conv2d_0a_1x1"),
            Map.entry("6:branch7x7_2", "Branch_1/Conv2d_0b_1x7"),
            Map.entry("6:branch7x7_3", "Branch_1/Conv2d_0c_7x1"),
            Map.entry("6:branch7x7dbl_1", "Branch_2/Conv2d_0a_1x1"),
            Map.entry("6:branch7x7dbl_2", "Branch_2/Conv2d_0b_7x1"),
            Map.entry("6:branch7x7dbl_3", "Branch_2/Conv2d_0c_1x7"),
            Map.entry("6:branch7x7dbl_4", "Branch_2/Conv2d_0d_7x1"),
            Map.entry("6:branch7x7dbl_5", "Branch_2/Conv2d_0e_1x7"),
            Map.entry("6:branch_pool", "Branch_3/Conv2d_0b_1x1"),
            Map.entry("7:branch1x1", "Branch_0/Conv2d_0a_1x1"),
            Map.entry("7:branch3x3_1", "Branch_1/Conv2d_0a_1x1"),
            Map.entry("7:branch3x3_2a", "Branch_1/Conv2d_0b_1x3"),
            Map.entry("7:branch3x3_2b", "Branch_1/Conv2d_0b_3x1"),
            Map.entry("7:branch3x3dbl_1", "Branch_2/Conv2d_0a_1x1"),
            Map.entry("7:branch3x3dbl_2", "Branch_2/Conv2d_0b_3x3"),
            Map.entry("7:branch3x3dbl_3a", "Branch_2/Conv2d_0c_1x3"),
            Map.entry("7:branch3x3dbl_3b", "Branch_2/Conv2d_0d_3x1"),
            Map.entry("7:branch_pool", "Branch_3/Conv2d_0b_1x1"));

    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("Mixed_5c.branch5x5_1", "Branch_1/Conv2d_0b_1x1"),
            Map.entry("Mixed_5c.branch5x5_2", "Branch_1/Conv_1_0c_5x5"),
            Map.entry("Mixed_7a.branch3x3_1", "Branch_0/Conv2d_0a_1x1"),
            Map.entry("Mixed_7a.branch3x3_2", "Branch_0/Conv2d_1a_3x3"),
            Map.entry("Mixed_7a.branch7x7x3_1", "Branch_1/Conv2d_0a_1x1"),
            Map.entry("Mixed_7a.branch7x7x3_2", "Branch_1/Conv2d_0b_1x7"),
            Map.entry("Mixed_7a.branch7x7x3_3", "Branch_1/Conv2d_0c_7x1"),
            Map.entry("Mixed_7a.branch7x7x3_4", "Branch_1/Conv2d_1a_3x3"),
            Map.entry("Mixed_7c.branch3x3_2b", "Branch_1/Conv2d_0c_3x1"),
            Map.entry("AuxLogits.conv0", "Conv2d_1b_1x1"),
            Map.entry("AuxLogits.conv1", "Conv2d_2a_5x5"),
            Map.entry("AuxLogits.fc", "Conv2d_2b_1x1"));

    private SlimNames() {}

    static Map<Tensor, String> of(List<Tensor> tensors, WeightFile file) {
        Map<Tensor, String> names = new HashMap<>();
        tensors.forEach(tensor -> names.put(tensor, ROOT + scope(tensor.layer()) + "/" + variable(tensor.role())));
        return names;
    }

    private static String scope(String layer) {
        int dot = layer.indexOf('.');
        if (layer.startsWith("head.")) {
            return "Logits/Conv2d_1c_1x1";
        } else if (dot < 0) {
            return layer; // the stem is named as here
        }
        String stage = layer.substring(0, dot);
        String step = EXCEPTIONS.get(layer);
        if (step == null) {
            step = SCOPES.get(stage.charAt("Mixed_".length()) + ":" + layer.substring(dot + 1));
        }
        return stage + "/" + step;
    }

    private static String variable(Tensor.Role role) {
        return switch (role) {
            case KERNEL -> "weights";
            case BIAS -> "biases";
            case BETA -> "BatchNorm/beta";
            case GAMMA -> "BatchNorm/gamma";
            case MEAN -> "BatchNorm/moving_mean";
            case VARIANCE -> "BatchNorm/moving_variance";
        };
    }
}
