package io.inceptionstreams.network;

import java.util.List;

/**
 * A trained tensor that a network needs, in this product's own names and layout; {@code network.weights} knows what a
 * file calls it.
 *
 * @param layer the convolution or dense layer, such as {@code Mixed_5b.branch5x5_2}
 * @param shape a convolution's kernel is height, width, in, out; a dense kernel is in, out; all others are a vector
 */
public record Tensor(String layer, Role role, List<Integer> shape) {

    /** What the numbers do in their layer. */
    public enum Role {
        KERNEL,
        /** Of a dense layer; a convolution has none. */
        BIAS,
        /** Batch normalisation: what is added at the end. */
        BETA,
        /** Batch normalisation: the factor, where the network was trained with one. */
        GAMMA,
        /** Batch normalisation: the mean seen in training. */
        MEAN,
        /** Batch normalisation: the variance seen in training. */
        VARIANCE
    }

    public Tensor {
        shape = List.copyOf(shape);
    }

    /** How many numbers it holds. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return layer + "/" + role.name().toLowerCase(java.util.Locale.ROOT);
    }
}
