@NullMarked
package io.inceptionstreams.metrics;

import org.jspecify.annotations.NullMarked;
