/**
 * The program: {@link io.inceptionstreams.Main} starts the command line, which is in {@code cli}; {@code app} puts a running
 * application together. {@code ArchitectureTest} says which package knows which.
 *
 * <p>The terms that the code, the metrics and the documentation share; docs/design.md has the same list:
 *
 * <ul>
 *   <li><b>event</b>: A record of the references topic: an {@code id} and the {@code uri} of an image; also called a
 *       reference.
 *   <li><b>result</b>: A record of the labels topic: the labels of one event.
 *   <li><b>dead letter</b>: An event that cannot be labelled, copied unchanged, with headers that say why.
 *   <li><b>outcome</b>: A result or a dead letter; every event gets exactly one.
 *   <li><b>in flight</b>: Received, with its outcome not yet forwarded.
 *   <li><b>in-flight window</b>: The events of one partition that are in flight, in offset order.
 *   <li><b>commit hold-back</b>: The committed offset of a partition never passes its first event without an outcome.
 *   <li><b>stream thread, task</b>: Kafka Streams' thread, and its unit of work for one partition.
 *   <li><b>backlog</b>: Events that wait in Kafka; they take no memory here.
 *   <li><b>device</b>: A CPU session or a GPU that runs the model.
 *   <li><b>batch</b>: Decoded images that one model call classifies.
 *   <li><b>call</b>: One run of the model on one batch; a device may overlap two.
 *   <li><b>model folder</b>: A TensorFlow SavedModel with its {@code model.json}, which has the digest of every file.
 *   <li><b>golden image</b>: An image with known scores, which a device must reproduce before it serves.
 *   <li><b>suspect</b>: An event that was in flight when the process crashed; it is tried alone.
 * </ul>
 */
@NullMarked
package io.inceptionstreams;

import org.jspecify.annotations.NullMarked;
