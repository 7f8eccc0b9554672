/**
 * What an operator sees: one class per concern, on a Micrometer registry that Prometheus scrapes. {@link
 * io.inceptionstreams.metrics.Metric} is the table of names. Takes numbers, strings and durations; knows nothing of the
 * packages that it counts for.
 */
@NullMarked
package io.inceptionstreams.metrics;

import org.jspecify.annotations.NullMarked;
