/**
 * From a URI to pixels: sources by scheme, the address guard, the header probe, and the decoder. Everything read here
 * was written by strangers, so each step has a bound: bytes, time, addresses, pixels, scans. Knows {@code event} for
 * reasons and deadlines; does not know models, batches or Kafka.
 */
@NullMarked
package io.inceptionstreams.image;

import org.jspecify.annotations.NullMarked;
