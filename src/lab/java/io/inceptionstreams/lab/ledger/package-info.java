/**
 * The proof of the delivery guarantee: real brokers and instances as child processes, numbered events, faults from a
 * seed, and an account of every answer. What it finds lost, duplicated, reordered or corrupted is counted, and with the
 * hold-back switched off it finds losses: the check can fail.
 *
 * <p>Knows {@code broker}, {@code event} and how a {@code model} is written; of the application, only how to start one as a process.
 */
@NullMarked
package io.inceptionstreams.lab.ledger;

import org.jspecify.annotations.NullMarked;
