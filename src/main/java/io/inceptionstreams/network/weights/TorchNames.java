package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * torchvision's state dict, which timm kept: {@code Mixed_5b.branch5x5_2.conv.weight}, {@code ….bn.running_mean}. Our
 * layers have their names from there.
 */
final class TorchNames {

    private TorchNames() {}

    static Map<Tensor, String> of(List<Tensor> tensors, WeightFile file) {
        Map<Tensor, String> names = new HashMap<>();
        for (Tensor tensor : tensors) {
            boolean convolution =
                    !tensor.layer().startsWith("head.") && !tensor.layer().endsWith(".fc");
            String layer = tensor.layer().startsWith("head.") ? "fc" : tensor.layer();
            String variable = switch (tensor.role()) {
                case KERNEL -> convolution ? "conv.weight" : "weight";
                case BIAS -> "bias";
                case BETA -> "bn.bias";
                case GAMMA -> "bn.weight";
                case MEAN -> "bn.running_mean";
                case VARIANCE -> "bn.running_var";
            };
            names.put(tensor, layer + "." + variable);
        }
        return names;
    }
}
