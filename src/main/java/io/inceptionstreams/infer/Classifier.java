package io.inceptionstreams.infer;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One model on one device. A classifier is ready when it exists: its model is loaded and warmed up.
 *
 * <p>Calls block until the device has answered. At most {@link #calls} threads at a time may call, not always the same
 * ones; different classifiers are independent.
 */
public interface Classifier extends AutoCloseable {

    /**
     * Scores a batch.
     *
     * @param images each height x width x 3, uint8, RGB, from position to limit; 1 to {@link #maxBatch()} of them. The
     *     buffers' positions are not moved, and nothing is kept after the call.
     * @return the scores of each image, in the order of the images
     * @throws DeviceOutOfMemoryException when the batch did not fit; none of the images was answered
     * @throws ClassifierException when the device or the model failed; none of the images was answered
     * @throws IllegalArgumentException when there are too many images, or one has another size
     * @throws IllegalStateException when {@link #calls} threads are calling already, or the classifier is closed
     */
    List<Scores> classify(List<ByteBuffer> images) throws ClassifierException;

    /** The largest batch this classifier was warmed up for. */
    int maxBatch();

    /** Calls that may run at the same time, at least 1. */
    int calls();

    /** Where it runs: {@code cpu}, {@code cpu:bfloat16}, {@code gpu:0}, or {@code simulated:...} when nothing is computed. */
    String device();

    /** Never waits: while a call runs, what it uses is freed when it returns. */
    @Override
    void close();
}
