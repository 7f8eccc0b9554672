package io.inceptionstreams.network;

/**
 * The kernel of a convolution or a pool: what it sees at once, and how it moves.
 *
 * @param stride pixels from one place to the next, the same in both directions
 */
record Window(int height, int width, int stride, Padding padding) {

    /** TensorFlow's two ways with borders. */
    enum Padding {
        /** Zeros around the image, so that stride 1 keeps its size. */
        SAME,
        /** The window stays inside the image. */
        VALID
    }

    static Window same(int height, int width) {
        return new Window(height, width, 1, Padding.SAME);
    }

    static Window valid(int size, int stride) {
        return new Window(size, size, stride, Padding.VALID);
    }

    int area() {
        return height * width;
    }

    boolean isSquare() {
        return height == width;
    }

    Shape over(Shape in, int channels) {
        return new Shape(places(in.height(), height), places(in.width(), width), channels);
    }

    private int places(int length, int extent) {
        return padding == Padding.SAME ? (length + stride - 1) / stride : (length - extent) / stride + 1;
    }
}
