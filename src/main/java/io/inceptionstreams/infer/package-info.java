/**
 * Runs a model: a batch of pixels in, ranked labels out. DJL and TensorFlow's run time are known here alone. Knows
 * {@code model}; does not know where pixels come from.
 */
@NullMarked
package io.inceptionstreams.infer;

import org.jspecify.annotations.NullMarked;
