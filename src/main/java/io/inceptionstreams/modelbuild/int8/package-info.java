/** From a network in float32 and photos to the same network in 8 bits: ranges, agreement, and what stays float32. */
@NullMarked
package io.inceptionstreams.modelbuild.int8;

import org.jspecify.annotations.NullMarked;
