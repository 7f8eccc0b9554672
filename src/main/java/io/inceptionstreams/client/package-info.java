/**
 * The plain Kafka clients of whatever is not the application itself: commands, the demo, the benchmark. Knows Kafka's
 * clients and nothing of ours.
 */
@NullMarked
package io.inceptionstreams.client;

import org.jspecify.annotations.NullMarked;
