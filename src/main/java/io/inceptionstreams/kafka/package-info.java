/**
 * Plain Kafka clients for everything but the stream: commands, the demo, the benchmark. Knows Kafka's clients and
 * {@code event}.
 */
@NullMarked
package io.inceptionstreams.kafka;

import org.jspecify.annotations.NullMarked;
