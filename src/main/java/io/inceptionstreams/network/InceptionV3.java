package io.inceptionstreams.network;

import static io.inceptionstreams.network.Layer.concat;

import java.util.List;

/**
 * Inception-v3 (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015), as the published
 * weights have it. Stages and convolutions are named as in TensorFlow-slim and torchvision; within each module they are
 * recorded in the order in which Keras creates them, because Keras numbers them so. Comments give height x width x
 * channels behind the line.
 *
 * <p>The paper's figure 5 replaces every 5x5 convolution by two 3x3. In the networks that were trained and published,
 * module A keeps one narrow branch with a true 5x5 convolution (48 to 64 channels) beside the branch of two 3x3, so
 * this table does too: without it no published weight file fits.
 *
 * <p>The 8x8 modules exist twice ({@code Mixed_7b}, {@code Mixed_7c}) and the 17x17 modules four times, with growing
 * width.
 */
public final class InceptionV3 {

    /** Height and width of the image, in pixels. */
    public static final int SIZE = 299;

    /** The pooled 2048 numbers that the head sees. */
    public static final String FEATURES = "features";

    /** The last dense layer, before softmax. */
    public static final String LOGITS = "logits";

    /** A class each, adding up to 1. */
    public static final String PROBABILITIES = "probabilities";

    /** The auxiliary classifier's last dense layer, before softmax. */
    public static final String AUXILIARY = "auxiliary";

    private static final Window HALVE = Window.valid(3, 2);

    private InceptionV3() {}

    /**
     * The whole network, with the auxiliary classifier, which {@link Network#keeping} leaves out again.
     *
     * @param head units of the dense layers behind the pooled features: relu between them, softmax behind the last,
     *     whose units are the classes; one layer in the published networks; without any, the network ends at the
     *     features and has no auxiliary classifier, which would have as many classes
     */
    public static Network assemble(List<Integer> head) {
        if (head.stream().anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException("every layer of the head needs units: " + head);
        }
        Recorder recorder = new Recorder();
        Layer x = Layer.image(recorder, new Shape(SIZE, SIZE, 3)); // 299x299x3

        x = x.in("Conv2d_1a_3x3", "stem").conv(32, HALVE); // 149x149x32
        x = x.in("Conv2d_2a_3x3", "stem").conv(32, Window.valid(3, 1)); // 147x147x32
        x = x.in("Conv2d_2b_3x3", "stem").conv(64, Window.same(3, 3)); // 147x147x64
        x = x.in("MaxPool_3a_3x3", "stem").maxPool(); // 73x73x64
        x = x.in("Conv2d_3b_1x1", "stem").conv(80, Window.valid(1, 1)); // 73x73x80
        x = x.in("Conv2d_4a_3x3", "stem").conv(192, Window.valid(3, 1)); // 71x71x192
        x = x.in("MaxPool_5a_3x3", "stem").maxPool(); // 35x35x192

        x = moduleA(x.in("Mixed_5b", "module A"), 32); // 35x35x256
        x = moduleA(x.in("Mixed_5c", "module A"), 64); // 35x35x288
        x = moduleA(x.in("Mixed_5d", "module A"), 64); // 35x35x288

        x = reduceTo17(x.in("Mixed_6a", "grid reduction")); // 17x17x768
        x = moduleB(x.in("Mixed_6b", "module B"), 128); // 17x17x768
        x = moduleB(x.in("Mixed_6c", "module B"), 160); // 17x17x768
        x = moduleB(x.in("Mixed_6d", "module B"), 160); // 17x17x768
        x = moduleB(x.in("Mixed_6e", "module B"), 192); // 17x17x768
        if (!head.isEmpty()) {
            auxiliary(x.in("AuxLogits", "auxiliary classifier"), head.get(head.size() - 1))
                    .as(AUXILIARY);
        }

        x = reduceTo8(x.in("Mixed_7a", "grid reduction")); // 8x8x1280
        x = moduleC(x.in("Mixed_7b", "module C")); // 8x8x2048
        x = moduleC(x.in("Mixed_7c", "module C")); // 8x8x2048

        x = x.in("pool", "global average").globalAverage().as(FEATURES); // 2048
        if (head.isEmpty()) {
            return recorder.network();
        }
        x = x.in("head", "classifier");
        for (int i = 0; i < head.size(); i++) {
            x = x.dense("dense_" + (i + 1), head.get(i), i < head.size() - 1);
        }
        x.as(LOGITS).softmax().as(PROBABILITIES);
        return recorder.network();
    }

    /** 5x5 beside its factorisation into two 3x3 (figure 5 of the paper). */
    private static Layer moduleA(Layer x, int pooled) {
        return concat(
                "concat",
                x.conv("branch1x1", 64, 1, 1),
                x.conv("branch5x5_1", 48, 1, 1).conv("branch5x5_2", 64, 5, 5),
                x.conv("branch3x3dbl_1", 64, 1, 1)
                        .conv("branch3x3dbl_2", 96, 3, 3)
                        .conv("branch3x3dbl_3", 96, 3, 3),
                x.averagePool().conv("branch_pool", pooled, 1, 1));
    }

    /** Convolution and pooling side by side, so that no information is lost at once (figure 10). */
    private static Layer reduceTo17(Layer x) {
        return concat(
                "concat",
                x.conv("branch3x3", 384, HALVE),
                x.conv("branch3x3dbl_1", 64, 1, 1)
                        .conv("branch3x3dbl_2", 96, 3, 3)
                        .conv("branch3x3dbl_3", 96, HALVE),
                x.maxPool());
    }

    /** 7x7 factorised: each becomes 1x7 then 7x1, or the reverse (figure 6). */
    private static Layer moduleB(Layer x, int narrow) {
        return concat(
                "concat",
                x.conv("branch1x1", 192, 1, 1),
                x.conv("branch7x7_1", narrow, 1, 1)
                        .conv("branch7x7_2", narrow, 1, 7)
                        .conv("branch7x7_3", 192, 7, 1),
                x.conv("branch7x7dbl_1", narrow, 1, 1)
                        .conv("branch7x7dbl_2", narrow, 7, 1)
                        .conv("branch7x7dbl_3", narrow, 1, 7)
                        .conv("branch7x7dbl_4", narrow, 7, 1)
                        .conv("branch7x7dbl_5", 192, 1, 7),
                x.averagePool().conv("branch_pool", 192, 1, 1));
    }

    /** A second classifier in the middle, a regulariser in training (section 4); answers need it not. */
    private static Layer auxiliary(Layer x, int classes) {
        return x.averagePool(Window.valid(5, 3)) // 5x5x768
                .conv("conv0", 128, 1, 1) // 5x5x128
                .conv("conv1", 768, Window.valid(5, 1)) // 1x1x768
                .globalAverage()
                .dense("fc", classes, false);
    }

    private static Layer reduceTo8(Layer x) {
        return concat(
                "concat",
                x.conv("branch3x3_1", 192, 1, 1).conv("branch3x3_2", 320, HALVE),
                x.conv("branch7x7x3_1", 192, 1, 1)
                        .conv("branch7x7x3_2", 192, 1, 7)
                        .conv("branch7x7x3_3", 192, 7, 1)
                        .conv("branch7x7x3_4", 192, HALVE),
                x.maxPool());
    }

    /** 3x3 expanded into 1x3 beside 3x1, for more features on the coarsest grid (figure 7). */
    private static Layer moduleC(Layer x) {
        return concat(
                "concat",
                x.conv("branch1x1", 320, 1, 1),
                x.conv("branch3x3_1", 384, 1, 1).expand("branch3x3_2", 384),
                x.conv("branch3x3dbl_1", 448, 1, 1)
                        .conv("branch3x3dbl_2", 384, 3, 3)
                        .expand("branch3x3dbl_3", 384),
                x.averagePool().conv("branch_pool", 192, 1, 1));
    }
}
