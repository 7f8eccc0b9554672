/**
 * A dynamic batcher: single inputs in, batches to one or more devices, single outputs back. Generic, and shared by all
 * tasks of the process, so that partitions fill each other's batches. Knows nothing of images, models or Kafka.
 *
 * <p>How long an input waits: while a device is idle, at most {@code max-delay}; under backlog, at most
 * {@code capacity / size} batches of the size that the policy takes. What was rejected: one batcher a task (batches stay
 * small where partitions are many), and a timer thread that hands batches to devices (one hop more, and the timer must
 * guess which device is free: here an idle device takes its batch itself).
 */
@NullMarked
package io.inceptionstreams.batch;

import org.jspecify.annotations.NullMarked;
