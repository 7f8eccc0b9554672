/**
 * The Kafka Streams application: references in, labels and dead letters out, each event answered once and in partition
 * order while its work is done elsewhere and out of order.
 *
 * <p>The idea is the commit hold-back. {@link io.inceptionstreams.stream.InferenceProcessor} hands records to the
 * {@link io.inceptionstreams.stream.Labeller} and returns; finished answers are forwarded in offset order; and
 * {@link io.inceptionstreams.stream.client.CommitHolds}, through the clients that
 * {@link io.inceptionstreams.stream.client.HoldingClientSupplier} gives to Kafka Streams, keeps the committed offset of a
 * partition at or before its first record that was not yet answered. {@code docs/design-delivery.md} tells which designs were
 * tried and lost records.
 *
 * <p>The clients are in {@code stream.client}; what makes an answer fit its topic is in {@code stream.output}. Knows
 * {@code event}. Does not know how labels are made.
 */
@NullMarked
package io.inceptionstreams.stream;

import org.jspecify.annotations.NullMarked;
