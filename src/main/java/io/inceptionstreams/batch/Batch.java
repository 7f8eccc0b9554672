package io.inceptionstreams.batch;

import java.util.List;

/**
 * What a device has taken.
 *
 * @param items none when the queue was closed
 * @param heldNanos how long the device delayed the batch although some of these were there
 * @param idleNanos how long the device did nothing although a batch was due
 */
record Batch<I, O>(List<PendingInput<I, O>> items, long heldNanos, long idleNanos) {}
