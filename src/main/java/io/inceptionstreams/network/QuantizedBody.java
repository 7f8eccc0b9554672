package io.inceptionstreams.network;

import io.inceptionstreams.network.GraphWriter.Quantized;
import io.inceptionstreams.network.Window.Padding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.proto.DataType;

/**
 * The convolutions, pools and concats of a network in 8 bits, by oneDNN's kernels: products are summed in 32 bits, and
 * bias, relu and the way back to 8 bits belong to the convolution. A value is written in the form, 8 bits or float32,
 * in which it is computed, and in the other when a node asks for it.
 */
final class QuantizedBody {

    private final Network network;
    private final Numerics numerics;
    private final Quantization quantization;
    private final GraphWriter graph;
    private final RangeGroups groups;
    private final Function<Node.Convolution, FoldedConvolution> folded;

    private final Map<String, Quantized> quantized = new HashMap<>();
    private final Map<String, String> floats = new HashMap<>();
    private final Map<Float, String> ends = new HashMap<>();
    private String image = "";

    QuantizedBody(
            Network network,
            Numerics numerics,
            Quantization quantization,
            GraphWriter graph,
            Function<Node.Convolution, FoldedConvolution> folded) {
        this.network = network;
        this.numerics = numerics;
        this.quantization = quantization;
        this.graph = graph;
        this.groups = new RangeGroups(network);
        this.folded = folded;
    }

    /**
     * The image: in 8 bits its pixels as they are, which loses nothing.
     *
     * @param pixels from 0 to 255, in float32
     * @param scaled the same, as the network was trained with them
     */
    void image(String node, String pixels, String scaled) {
        floats.put(node, scaled);
        quantized.put(node, graph.quantize("pixels/quantized", pixels, end(0), end(255)));
        image = node;
    }

    void convolution(Node.Convolution conv, List<Integer> kernelShape) {
        FoldedConvolution full = folded.apply(conv);
        String name = conv.name();
        boolean first = conv.input().equals(image);
        // Zeros around scaled pixels are no zeros around pixels.
        if (quantization.inFull().contains(name) || (first && conv.window().padding() == Padding.SAME)) {
            floats.put(name, graph.convolution(conv, DataType.DT_FLOAT, full, kernelShape, asFloat(conv.input())));
            return;
        }
        float[] means = quantization.inputMeans().getOrDefault(name, new float[0]);
        QuantizedConvolution small = first
                ? QuantizedConvolution.of(full.ofPixels(numerics), numerics.pixels(means))
                : QuantizedConvolution.of(full, means);
        List<Integer> each = List.of(conv.filters());
        quantized.put(
                name,
                graph.quantizedConvolution(
                        name,
                        as8Bits(conv.input()),
                        new GraphWriter.QuantizedKernel(
                                graph.constant(name + "/kernel", small.kernel(), kernelShape),
                                graph.constant(name + "/kernel/min", negated(small.bounds()), each),
                                graph.constant(name + "/kernel/max", small.bounds(), each),
                                graph.constant(name + "/bias", small.bias(), each)),
                        end(0),
                        rangeOf(name),
                        conv.window()));
    }

    void maxPool(Node.MaxPool pool) {
        quantized.put(
                pool.name(),
                graph.quantizedPool(pool.name(), "QuantizedMaxPool", as8Bits(pool.input()), pool.window()));
    }

    /** What lies outside of the image does not count, as in TensorFlow's other averages. */
    void averagePool(Node.AveragePool pool) {
        quantized.put(
                pool.name(),
                graph.quantizedPool(pool.name(), "QuantizedAvgPool", as8Bits(pool.input()), pool.window()));
    }

    void concat(Node.Concat concat) {
        if (RangeGroups.isLast(network, concat)) {
            floats.put(
                    concat.name(),
                    graph.concat(
                            concat.name(),
                            concat.inputs().stream().map(this::asFloat).toList()));
        } else {
            quantized.put(
                    concat.name(),
                    graph.quantizedConcat(
                            concat.name(),
                            concat.inputs().stream().map(this::as8Bits).toList()));
        }
    }

    /** A value that something else computed from {@link #asFloat}, in float32. */
    void floats(String node, String value) {
        floats.put(node, value);
    }

    String asFloat(String node) {
        String value = floats.get(node);
        if (value == null) {
            value = graph.dequantize(node + "/float", find(node));
            floats.put(node, value);
        }
        return value;
    }

    private Quantized as8Bits(String node) {
        Quantized value = quantized.get(node);
        if (value == null && floats.containsKey(node)) {
            value = graph.quantize(node + "/quantized", floats.get(node), end(0), rangeOf(node));
            quantized.put(node, value);
        }
        return value == null ? find(node) : value;
    }

    private Quantized find(String node) {
        Quantized value = quantized.get(node);
        if (value == null) {
            throw new IllegalStateException(node + " is read before it is written");
        }
        return value;
    }

    private String rangeOf(String node) {
        String group = groups.of(node);
        Float range = quantization.ranges().get(group);
        if (range == null) {
            throw new IllegalArgumentException("no range is known for " + node + " (group " + group + ")");
        }
        return end(range);
    }

    private String end(float value) {
        return ends.computeIfAbsent(value, any -> graph.scalar("range/" + ends.size(), value));
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }
}
