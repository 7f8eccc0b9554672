package io.inceptionstreams.batch;

import java.util.List;

/**
 * What works on batches. Each device has a worker thread for each of its {@link #calls}; it must be safe for that many.
 */
public interface Device<I, O> {

    /** Names the device in results and metrics. */
    String name();

    /** Calls that may run at the same time, at least 1: with 2, one is prepared while the device works on the other. */
    default int calls() {
        return 1;
    }

    /**
     * Works on a batch; blocks until it is done.
     *
     * @return one output for each input, in the order of the inputs
     * @throws DeviceMemoryException when the batch was too large for the device's memory
     * @throws Exception when the batch failed as a whole: no input was answered
     */
    List<O> run(List<I> inputs) throws Exception;

    /**
     * Runs an input that is known to be good. Called before an input is blamed for a failure when nothing else in its
     * batch has shown that the device works.
     *
     * @throws Exception when the device is broken
     */
    void probe() throws Exception;
}
