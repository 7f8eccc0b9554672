/**
 * Weight files, read by name and held against the architecture before anything is exported: a file that lacks a tensor,
 * has one of another shape or one that the network does not know is refused with the whole list. What the families of
 * files assume beyond their tensors is a row of {@link io.inceptionstreams.network.weights.Family}. Knows
 * {@code network}; does not know model folders.
 */
@NullMarked
package io.inceptionstreams.network.weights;

import org.jspecify.annotations.NullMarked;
