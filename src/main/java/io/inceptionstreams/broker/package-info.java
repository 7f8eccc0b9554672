/**
 * A real Kafka for the demo, local work and tests: one broker in this process ({@link
 * io.inceptionstreams.broker.EmbeddedBroker}), or one to three as child processes that may be killed and frozen ({@link
 * io.inceptionstreams.broker.BrokerCluster}). Both listen on the loopback address only. Knows Kafka's server classes, which
 * nothing else does; knows nothing of the other packages. Not for production: replication and timeouts are chosen for a
 * quick start and a quick recovery on one machine.
 */
@NullMarked
package io.inceptionstreams.broker;

import org.jspecify.annotations.NullMarked;
