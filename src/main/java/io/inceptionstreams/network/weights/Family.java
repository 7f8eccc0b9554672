package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Numerics.Borders;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.network.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A family of weight files: what the same architecture means in it. The constants are the table of all families that can
 * be read, a row each; nothing else branches on the family.
 *
 * @param numerics what its networks assume; pixels in the range of its published weights
 * @param auxiliary whether its files have the auxiliary classifier
 * @param naming what it calls the tensors
 */
record Family(Numerics numerics, boolean auxiliary, Naming naming) {

    /** Keras' application and networks fine-tuned from it, in HDF5 or tfjs: pixels from -1 to 1. */
    static final Family KERAS = new Family(
            new Numerics(1e-3f, false, Borders.EXCLUDED, List.of(1 / 127.5f), List.of(-1f)), false, KerasNames::of);

    /** From a network's tensors to the names in a file; what the file lacks is named as it should be. */
    @FunctionalInterface
    interface Naming {
        Map<Tensor, String> names(List<Tensor> tensors, WeightFile file);
    }

    /** The network with the file's head. */
    Network network(WeightFile file) throws WeightsException {
        if (file.head().isEmpty()) {
            throw new WeightsException(file.name() + ": there is no dense layer, so there are no classes; "
                    + "a file with its top is needed");
        }
        Network whole = InceptionV3.assemble(
                file.head().stream().map(WeightFile.HeadLayer::units).toList());
        Set<String> outputs = new TreeSet<>(whole.outputs());
        if (!auxiliary) {
            outputs.remove(InceptionV3.AUXILIARY);
        }
        return whole.keeping(outputs);
    }

    /** The file's values for every tensor of the network; a file that does not fit exactly is refused. */
    Weights match(Network network, WeightFile file) throws WeightsException {
        List<Tensor> needed = network.tensors(numerics.gamma());
        Map<Tensor, String> names = new HashMap<>(naming.names(needed, file));
        Set<String> unknown = new TreeSet<>(file.shapes().keySet());
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (Tensor tensor : needed) {
            String name = names.get(tensor);
            if (name == null) {
                missing.add(tensor.toString());
                continue;
            }
            unknown.remove(name);
            List<Integer> shape = file.shapes().get(name);
            if (shape == null) {
                missing.add(name + " " + tensor.shape() + ", for " + tensor.layer());
            } else if (!shape.equals(tensor.shape())) {
                misshapen.add(name + " is " + shape + ", needs " + tensor.shape() + ", for " + tensor.layer());
            }
        }
        if (!missing.isEmpty() || !misshapen.isEmpty() || !unknown.isEmpty()) {
            throw WeightsException.mismatch(file.name(), missing, misshapen, List.copyOf(unknown));
        }
        return tensor -> {
            String name = names.get(tensor);
            if (name == null) {
                throw new IllegalArgumentException(tensor + " is not of this network");
            }
            return file.read(name);
        };
    }
}
