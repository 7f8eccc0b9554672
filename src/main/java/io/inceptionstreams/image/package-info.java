/**
 * From encoded images to pixels: the header probes and the decoder; {@code image.fetch} gets the encoded ones. Everything
 * read here was written by strangers, so each step has a bound: bytes, pixels, scans. Knows {@code event} for reasons;
 * does not know batches or Kafka.
 */
@NullMarked
package io.inceptionstreams.image;

import org.jspecify.annotations.NullMarked;
