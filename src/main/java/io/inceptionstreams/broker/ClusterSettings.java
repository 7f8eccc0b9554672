package io.inceptionstreams.broker;

import java.nio.file.Path;

/**
 * How to run brokers as child processes.
 *
 * @param nodes 1, or 3 for a quorum that outlives one node
 * @param folder where each node keeps its data, configuration and log; created when missing, never deleted
 * @param heapMegabytes the heap of each child; its whole memory is about 150 MB more
 * @param measured whether brokers run for a measurement, with the JVM's own compiler and garbage collector as in
 *     production; otherwise they are made to start fast and to keep off the cores
 */
public record ClusterSettings(int nodes, Path folder, int heapMegabytes, boolean measured) {

    /** Enough for some 100,000 small events in flight through a few dozen partitions. */
    public static final int DEFAULT_HEAP_MEGABYTES = 256;

    public ClusterSettings {
        if (nodes != 1 && nodes != 3) {
            throw new IllegalArgumentException("brokers must be 1 or 3, not " + nodes);
        }
        if (heapMegabytes < 128) {
            throw new IllegalArgumentException("a broker's heap must be at least 128 MB, not " + heapMegabytes);
        }
    }

    public ClusterSettings(int nodes, Path folder) {
        this(nodes, folder, DEFAULT_HEAP_MEGABYTES, false);
    }

    /** One broker with the heap that Kafka's own start script gives it. */
    public static ClusterSettings measured(Path folder) {
        return new ClusterSettings(1, folder, 1024, true);
    }

    /** Copies of every partition: one a node. */
    public short replicationFactor() {
        return (short) nodes;
    }

    /** Copies that must have a record before it is acknowledged: a majority, so that one node may die. */
    public int minInSync() {
        return nodes / 2 + 1;
    }
}
