package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keras numbers layers of a kind in the order of their creation, which is the order of our table: {@code conv2d_1} to
 * {@code conv2d_94} and {@code batch_normalization_1} to {@code _94}. It counts on through a session, so the first may
 * have any number, and newer versions leave the number of the very first out; the lowest number in the file is the
 * first layer.
 */
final class KerasNames {

    private KerasNames() {}

    static Map<Tensor, String> of(List<Tensor> tensors, WeightFile file) {
        int firstConvolution = lowest("conv2d", file.shapes().keySet());
        int firstNormalisation = lowest("batch_normalization", file.shapes().keySet());
        List<String> convolutions = new ArrayList<>(layers(tensors, Tensor.Role.BETA));
        List<String> denseLayers = new ArrayList<>(layers(tensors, Tensor.Role.BIAS));

        Map<Tensor, String> names = new HashMap<>();
        for (Tensor tensor : tensors) {
            int place = convolutions.indexOf(tensor.layer());
            String layer;
            if (place < 0) {
                int dense = denseLayers.indexOf(tensor.layer());
                layer = dense < 0 ? tensor.layer() : file.dense().get(dense).name(); // Keras has no auxiliary
            } else if (tensor.role() == Tensor.Role.KERNEL) {
                layer = numbered("conv2d", firstConvolution + place);
            } else {
                layer = numbered("batch_normalization", firstNormalisation + place);
            }
            names.put(tensor, layer + "/" + variable(tensor.role()));
        }
        return names;
    }

    /** Layer and variable, the last two parts of a name: what a layer lies in, such as a model, comes before them. */
    static String withoutScopes(String name) {
        return name.substring(name.lastIndexOf('/', name.lastIndexOf('/') - 1) + 1);
    }

    private static Set<String> layers(List<Tensor> tensors, Tensor.Role role) {
        Set<String> layers = new LinkedHashSet<>();
        tensors.stream().filter(tensor -> tensor.role() == role).forEach(tensor -> layers.add(tensor.layer()));
        return layers;
    }

    private static int lowest(String kind, Set<String> names) {
        Pattern layer = Pattern.compile(kind + "(?:_(\\d{1,6}))?/.*");
        return names.stream()
                .map(layer::matcher)
                .filter(Matcher::matches)
                .mapToInt(matcher -> matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)))
                .min()
                .orElse(1);
    }

    private static String numbered(String kind, int number) {
        return number == 0 ? kind : kind + "_" + number;
    }

    private static String variable(Tensor.Role role) {
        return switch (role) {
            case KERNEL -> "kernel";
            case BIAS -> "bias";
            case BETA -> "beta";
            case GAMMA -> "gamma";
            case MEAN -> "moving_mean";
            case VARIANCE -> "moving_variance";
        };
    }
}
