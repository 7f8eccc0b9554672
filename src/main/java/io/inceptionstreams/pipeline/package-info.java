/**
 * From a reference to an outcome: fetch, decode, batch, classify. The one place where {@code image}, {@code batch} and
 * {@code infer} meet; the stream sees it as its {@link io.inceptionstreams.stream.Labeller}. Knows nothing of Kafka.
 *
 * <p>Threads: fetches run on the source's, decoding on a fixed pool, each device on its own; what follows an answer runs
 * on the pool. Nothing here waits for the stream, and the stream waits for nothing here but room.
 */
@NullMarked
package io.inceptionstreams.pipeline;

import org.jspecify.annotations.NullMarked;
