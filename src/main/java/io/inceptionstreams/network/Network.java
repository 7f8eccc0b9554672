package io.inceptionstreams.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recorded network: its stages with their nodes, each behind those it reads, and the nodes that callers know by an
 * output's name. Immutable. Everything that can be said without TensorFlow is computed here from the nodes.
 */
public final class Network {

    /** A line of the table. {@code kind} is for people. */
    record Stage(String name, String kind, List<Node> nodes) {
        Stage {
            nodes = List.copyOf(nodes);
        }
    }

    private final List<Stage> stages;
    private final Map<String, String> outputs;
    private final Map<String, Shape> shapes;

    Network(List<Stage> stages, Map<String, String> outputs) {
        this.stages = List.copyOf(stages);
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        this.shapes = Collections.unmodifiableMap(trace(this.stages));
    }

    /** Names of the values that callers may ask for. */
    public Set<String> outputs() {
        return outputs.keySet();
    }

    /** How many numbers an output has for each image. */
    public int size(String output) {
        Shape shape = shape(node(output));
        return shape.height() * shape.width() * shape.channels();
    }

    /** The same network with these outputs only, and without whatever they do not need. */
    public Network keeping(Collection<String> wanted) {
        Map<String, String> kept = new LinkedHashMap<>(outputs);
        if (!kept.keySet().containsAll(wanted)) {
            throw new IllegalArgumentException("outputs " + wanted + " are not all among " + kept.keySet());
        }
        kept.keySet().retainAll(wanted);
        Set<String> needed = new HashSet<>(kept.values());
        List<Stage> shrunk = new ArrayList<>();
        for (int s = stages.size() - 1; s >= 0; s--) {
            List<Node> nodes = new ArrayList<>();
            List<Node> all = stages.get(s).nodes();
            for (int n = all.size() - 1; n >= 0; n--) {
                if (needed.contains(all.get(n).name())) {
                    nodes.add(0, all.get(n));
                    needed.addAll(all.get(n).inputs());
                }
            }
            if (!nodes.isEmpty()) {
                shrunk.add(0, new Stage(stages.get(s).name(), stages.get(s).kind(), nodes));
            }
        }
        return new Network(shrunk, kept);
    }

    /** What has to be trained, or read from a file: in the order of the table. */
    public List<Tensor> tensors(boolean gamma) {
        List<Tensor> tensors = new ArrayList<>();
        nodes().forEach(node -> tensors.addAll(tensorsOf(node, gamma)));
        return tensors;
    }

    /** How many numbers that is; batch normalisation's mean and variance included, as Keras counts. */
    public long parameters(boolean gamma) {
        return tensors(gamma).stream().mapToLong(Tensor::size).sum();
    }

    List<Stage> stages() {
        return stages;
    }

    List<Node> nodes() {
        return stages.stream().flatMap(stage -> stage.nodes().stream()).toList();
    }

    String node(String output) {
        return find(outputs, output);
    }

    Shape shape(String node) {
        return find(shapes, node);
    }

    /** The tensors of one node, in the order kernel, bias, or kernel, gamma, beta, mean, variance. */
    List<Tensor> tensorsOf(Node node, boolean gamma) {
        List<Tensor> tensors = new ArrayList<>();
        if (node instanceof Node.Convolution conv) {
            int in = shape(conv.input()).channels();
            List<Integer> each = List.of(conv.filters());
            tensors.add(new Tensor(
                    conv.name(),
                    Tensor.Role.KERNEL,
                    List.of(conv.window().height(), conv.window().width(), in, conv.filters())));
            if (gamma) {
                tensors.add(new Tensor(conv.name(), Tensor.Role.GAMMA, each));
            }
            tensors.add(new Tensor(conv.name(), Tensor.Role.BETA, each));
            tensors.add(new Tensor(conv.name(), Tensor.Role.MEAN, each));
            tensors.add(new Tensor(conv.name(), Tensor.Role.VARIANCE, each));
        } else if (node instanceof Node.Dense dense) {
            int in = shape(dense.input()).channels();
            tensors.add(new Tensor(dense.name(), Tensor.Role.KERNEL, List.of(in, dense.units())));
            tensors.add(new Tensor(dense.name(), Tensor.Role.BIAS, List.of(dense.units())));
        }
        return tensors;
    }

    private static Map<String, Shape> trace(List<Stage> stages) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Stage stage : stages) {
            for (Node node : stage.nodes()) {
                List<Shape> in =
                        node.inputs().stream().map(name -> find(shapes, name)).toList();
                if (shapes.put(node.name(), shapeOf(node, in)) != null) {
                    throw new IllegalStateException("two nodes named " + node.name());
                }
            }
        }
        return shapes;
    }

    private static Shape shapeOf(Node node, List<Shape> in) {
        if (node instanceof Node.Image image) {
            return image.shape();
        }
        Shape first = in.get(0);
        if (node instanceof Node.Convolution conv) {
            return conv.window().over(first, conv.filters());
        } else if (node instanceof Node.MaxPool pool) {
            return pool.window().over(first, first.channels());
        } else if (node instanceof Node.AveragePool pool) {
            return pool.window().over(first, first.channels());
        } else if (node instanceof Node.Concat) {
            return joined(node.name(), in);
        } else if (node instanceof Node.Dense dense) {
            return Shape.vector(dense.units());
        } else if (node instanceof Node.GlobalAverage) {
            return Shape.vector(first.channels());
        } else {
            return first;
        }
    }

    private static Shape joined(String name, List<Shape> in) {
        Shape first = in.get(0);
        if (in.stream().anyMatch(shape -> shape.height() != first.height() || shape.width() != first.width())) {
            throw new IllegalStateException(name + " joins grids of different sizes: " + in);
        }
        return new Shape(
                first.height(),
                first.width(),
                in.stream().mapToInt(Shape::channels).sum());
    }

    private static <V> V find(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the network has no " + name);
        }
        return value;
    }
}
