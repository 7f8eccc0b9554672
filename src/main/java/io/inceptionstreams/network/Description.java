package io.inceptionstreams.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A network in figures, computed from its nodes.
 *
 * @param stages in the order of the table
 * @param parameters batch normalisation's mean and variance included, as Keras counts; without the auxiliary classifier
 * @param parametersWithAuxiliary the same, with it
 * @param multiplyAdds of one image through convolutions and dense layers, without the auxiliary classifier
 */
public record Description(
        List<Stage> stages,
        List<Factorisation> factorisations,
        long parameters,
        long parametersWithAuxiliary,
        long multiplyAdds) {

    /**
     * One line.
     *
     * @param shape behind the stage
     * @param convolutions how many layers with a kernel, dense ones not counted
     */
    public record Stage(String name, String kind, Shape shape, int convolutions, long parameters, long multiplyAdds) {}

    /** @param gamma whether batch normalisation has a factor, which counts */
    public static Description of(Network network, boolean gamma) {
        Network answering = network.keeping(List.of(InceptionV3.PROBABILITIES));
        List<Stage> stages = new ArrayList<>();
        for (Network.Stage stage : network.stages()) {
            List<Node> nodes = stage.nodes();
            stages.add(new Stage(
                    stage.name(),
                    stage.kind(),
                    network.shape(nodes.get(nodes.size() - 1).name()),
                    (int) nodes.stream()
                            .filter(Node.Convolution.class::isInstance)
                            .count(),
                    nodes.stream()
                            .flatMap(node -> network.tensorsOf(node, gamma).stream())
                            .mapToLong(Tensor::size)
                            .sum(),
                    multiplyAdds(network, nodes)));
        }
        return new Description(
                stages,
                Factorisation.in(network),
                answering.parameters(gamma),
                network.parameters(gamma),
                multiplyAdds(answering, answering.nodes()));
    }

    private static long multiplyAdds(Network network, List<Node> nodes) {
        long sum = 0;
        for (Node node : nodes) {
            if (node instanceof Node.Convolution || node instanceof Node.Dense) {
                Shape out = network.shape(node.name());
                Tensor kernel = network.tensorsOf(node, false).get(0);
                sum += (long) kernel.size() * out.height() * out.width();
            }
        }
        return sum;
    }
}
