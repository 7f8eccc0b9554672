package io.inceptionstreams.network;

import io.inceptionstreams.network.Window.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of what was recorded so far: each verb records one node and returns the new end. A layer can be continued
 * more than once, which makes branches. Names are given relative to the stage.
 */
final class Layer {

    private final Recorder recorder;
    private final String stage;
    private final String node;

    private Layer(Recorder recorder, String stage, String node) {
        this.recorder = recorder;
        this.stage = stage;
        this.node = node;
    }

    static Layer image(Recorder recorder, Shape shape) {
        recorder.open("images", "input");
        return new Layer(recorder, "images", recorder.add("images", new Node.Image("images", shape)));
    }

    /** What follows belongs to this stage; {@code kind} is for people. */
    Layer in(String stage, String kind) {
        recorder.open(stage, kind);
        return new Layer(recorder, stage, node);
    }

    /** The one convolution of its stage, which gives it the stage's name. */
    Layer conv(int filters, Window window) {
        return then(new Node.Convolution(stage, node, filters, window));
    }

    /** Stride 1, size kept. */
    Layer conv(String name, int filters, int height, int width) {
        return conv(name, filters, Window.same(height, width));
    }

    Layer conv(String name, int filters, Window window) {
        return then(new Node.Convolution(path(name), node, filters, window));
    }

    /** 1x3 ({@code a}) and 3x1 ({@code b}) side by side on the same input: twice the filters. */
    Layer expand(String name, int filters) {
        return concat(name, conv(name + "a", filters, 1, 3), conv(name + "b", filters, 3, 1));
    }

    /** The max pool of the stem and of the grid reductions: 3x3, stride 2, no padding. */
    Layer maxPool() {
        return then(new Node.MaxPool(path("max_pool"), node, Window.valid(3, 2)));
    }

    /** The average pool of the modules: 3x3, stride 1, size kept. */
    Layer averagePool() {
        return averagePool(new Window(3, 3, 1, Padding.SAME));
    }

    Layer averagePool(Window window) {
        return then(new Node.AveragePool(path("average_pool"), node, window));
    }

    static Layer concat(String name, Layer first, Layer... others) {
        List<String> inputs = new ArrayList<>(List.of(first.node));
        for (Layer other : others) {
            inputs.add(other.node);
        }
        return first.then(new Node.Concat(first.path(name), inputs));
    }

    Layer globalAverage() {
        return then(new Node.GlobalAverage(path("mean"), node));
    }

    Layer dense(String name, int units, boolean relu) {
        return then(new Node.Dense(path(name), node, units, relu));
    }

    Layer softmax() {
        return then(new Node.Softmax(path("softmax"), node));
    }

    /** Gives the value a name that callers of the graph know. */
    Layer as(String output) {
        recorder.output(output, node);
        return this;
    }

    private Layer then(Node next) {
        return new Layer(recorder, stage, recorder.add(stage, next));
    }

    private String path(String name) {
        return stage + "." + name;
    }
}
