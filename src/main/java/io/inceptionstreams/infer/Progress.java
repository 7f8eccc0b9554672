package io.inceptionstreams.infer;

import java.time.Duration;

/** Hears how far the warm-up is, on the thread that opens the classifiers. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = (device, batchSize, done, of, took) -> {};

    /**
     * One batch size was run.
     *
     * @param device as {@link Classifier#device()} has it
     * @param done sizes that are done on this device, this one included
     * @param of sizes in all on this device
     * @param took the first run of this size
     */
    void warmed(String device, int batchSize, int done, int of, Duration took);

    /**
     * The precision of the CPU's sessions is chosen; not heard on GPUs.
     *
     * @param choice and its reason, for a person
     */
    default void chosen(String choice) {}
}
