/**
 * Inception-v3 as an architecture: one table of stages, recorded as nodes, which interpreters turn into shapes,
 * parameter counts, a description of what the factorisations save, and a TensorFlow SavedModel. Building a graph needs
 * TensorFlow's protobuf classes and no native library. Knows weights only as named tensors; does not know files, model
 * folders, or who runs the graph.
 */
@NullMarked
package io.inceptionstreams.network;

import org.jspecify.annotations.NullMarked;
