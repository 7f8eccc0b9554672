package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.network.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file whose tensors are exactly those of a network.
 *
 * @param numerics the family's, with or without batch normalisation's factor as the file has it
 */
record Match(Numerics numerics, Weights weights) {

    static Match of(Family family, Network network, WeightFile file) throws WeightsException {
        Map<Tensor, String> all = family.naming().names(network.tensors(true), file);
        Map<String, List<Integer>> shapes = file.shapes();
        boolean gamma = family.numerics().gamma()
                || all.entrySet().stream()
                        .anyMatch(entry ->
                                entry.getKey().role() == Tensor.Role.GAMMA && shapes.containsKey(entry.getValue()));
        List<Tensor> needed = network.tensors(gamma);
        Map<Tensor, String> names = new HashMap<>(all);
        names.keySet().retainAll(Set.copyOf(needed));
        check(family, file, needed, names);
        return new Match(family.numerics().withGamma(gamma), tensor -> values(family, file, names, tensor));
    }

    private static void check(Family family, WeightFile file, List<Tensor> needed, Map<Tensor, String> names)
            throws WeightsException {
        Set<String> unknown = new TreeSet<>(file.shapes().keySet());
        unknown.removeIf(name -> family.ignored().matcher(name).matches());
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
            List<Integer> wanted = family.layout().stored(tensor);
            if (shape == null) {
                missing.add(name + " " + wanted + ", for " + tensor.layer());
            } else if (!shape.equals(wanted)) {
                misshapen.add(name + " is " + shape + ", needs " + wanted + ", for " + tensor.layer());
            }
        }
        if (!missing.isEmpty() || !misshapen.isEmpty() || !unknown.isEmpty()) {
            throw WeightsException.mismatch(file.name(), missing, misshapen, List.copyOf(unknown));
        }
    }

    private static float[] values(Family family, WeightFile file, Map<Tensor, String> names, Tensor tensor) {
        String name = names.get(tensor);
        if (name == null) {
            throw new IllegalArgumentException(tensor + " is not of this network");
        }
        try {
            return family.layout().restored(tensor, file.read(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WeightsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
