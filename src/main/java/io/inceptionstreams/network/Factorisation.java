package io.inceptionstreams.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Smaller convolutions that stand for a larger one, found in the recorded nodes.
 *
 * @param replaced the kernel that one layer would need to see as much, such as {@code 5x5}
 * @param by the kernels that are there, such as {@code 3x3 then 3x3}
 * @param weightsBefore weights a pair of an input and an output channel, with the larger kernel
 * @param weightsAfter the same, with the smaller kernels together
 * @param parametersBefore weights of one layer with the larger kernel and the same channels in and out
 * @param parametersAfter weights of the layers that are there
 */
public record Factorisation(
        String stage,
        String replaced,
        String by,
        int weightsBefore,
        int weightsAfter,
        long parametersBefore,
        long parametersAfter) {

    /**
     * Three patterns within a stage: kxk then kxk (at stride 1 before the last) sees as far as one of 2k-1; 1xk then
     * kx1, or the reverse, as kxk; and 1xk beside kx1 on the same input covers kxk. A layer is counted once, with its
     * first partner.
     */
    static List<Factorisation> in(Network network) {
        List<Factorisation> found = new ArrayList<>();
        for (Network.Stage stage : network.stages()) {
            Map<String, List<Node>> readers = stage.nodes().stream()
                    .flatMap(node -> node.inputs().stream().map(input -> Map.entry(input, node)))
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            List<Node> used = new ArrayList<>();
            for (Node node : stage.nodes()) {
                if (!(node instanceof Node.Convolution first) || first.window().area() == 1 || used.contains(first)) {
                    continue;
                }
                Node.Convolution behind = only(readers.getOrDefault(first.name(), List.of()));
                Node.Convolution beside = other(readers.getOrDefault(first.input(), List.of()), first);
                if (behind != null && isChain(first.window(), behind.window())) {
                    found.add(chain(network, stage.name(), first, behind));
                    used.add(behind);
                } else if (beside != null && isCross(first.window(), beside.window())) {
                    found.add(pair(network, stage.name(), first, beside));
                    used.add(beside);
                }
            }
        }
        return found;
    }

    private static boolean isChain(Window first, Window second) {
        boolean twice = first.isSquare() && second.isSquare() && first.area() == second.area() && first.area() > 1;
        return first.stride() == 1 && (twice || isCross(first, second));
    }

    private static boolean isCross(Window a, Window b) {
        return !a.isSquare() && a.height() == b.width() && a.width() == b.height();
    }

    private static Factorisation chain(Network network, String stage, Node.Convolution first, Node.Convolution last) {
        int height = first.window().height() + last.window().height() - 1;
        int width = first.window().width() + last.window().width() - 1;
        return of(network, stage, height, width, " then ", first, last, last.filters());
    }

    private static Factorisation pair(Network network, String stage, Node.Convolution a, Node.Convolution b) {
        int height = Math.max(a.window().height(), b.window().height());
        int width = Math.max(a.window().width(), b.window().width());
        return of(network, stage, height, width, " beside ", a, b, a.filters() + b.filters());
    }

    private static Factorisation of(
            Network network,
            String stage,
            int height,
            int width,
            String how,
            Node.Convolution a,
            Node.Convolution b,
            int channelsOut) {
        int in = network.shape(a.input()).channels();
        return new Factorisation(
                stage,
                height + "x" + width,
                kernel(a) + how + kernel(b),
                height * width,
                a.window().area() + b.window().area(),
                (long) height * width * in * channelsOut,
                weights(network, a) + weights(network, b));
    }

    private static long weights(Network network, Node.Convolution conv) {
        return (long) conv.window().area() * network.shape(conv.input()).channels() * conv.filters();
    }

    private static String kernel(Node.Convolution conv) {
        return conv.window().height() + "x" + conv.window().width();
    }

    private static Node.@org.jspecify.annotations.Nullable Convolution only(List<Node> readers) {
        return readers.size() == 1 && readers.get(0) instanceof Node.Convolution conv ? conv : null;
    }

    private static Node.@org.jspecify.annotations.Nullable Convolution other(
            List<Node> readers, Node.Convolution self) {
        return readers.stream()
                .filter(Node.Convolution.class::isInstance)
                .map(Node.Convolution.class::cast)
                .filter(conv -> !conv.equals(self) && isCross(conv.window(), self.window()))
                .findFirst()
                .orElse(null);
    }
}
