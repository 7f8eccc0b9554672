package io.inceptionstreams.network;

import java.util.HashMap;
import java.util.Map;

/**
 * Which values of a network have one range in 8 bits: a concat copies its inputs, and a pool's values are among, or
 * between, those that it reads. Each group has the name of one of its nodes.
 */
final class RangeGroups {

    private final Map<String, String> parents = new HashMap<>();

    RangeGroups(Network network) {
        for (Node node : network.nodes()) {
            boolean shares = node instanceof Node.MaxPool
                    || node instanceof Node.AveragePool
                    || (node instanceof Node.Concat && !isLast(network, node));
            if (shares) {
                node.inputs().forEach(input -> parents.put(of(input), of(node.name())));
            }
        }
    }

    /** Whether only an average over the whole grid reads the concat: it is float32, and its inputs keep their ranges. */
    static boolean isLast(Network network, Node node) {
        return network.nodes().stream()
                .filter(reader -> reader.inputs().contains(node.name()))
                .allMatch(Node.GlobalAverage.class::isInstance);
    }

    String of(String node) {
        String parent = parents.getOrDefault(node, node);
        return parent.equals(node) ? node : of(parent);
    }
}
