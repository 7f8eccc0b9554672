package io.inceptionstreams.network;

/** The values of every tensor of a network. */
@FunctionalInterface
public interface Weights {

    /** The values in row-major order, {@link Tensor#size()} of them, in an array that the caller may change. */
    float[] values(Tensor tensor);
}
