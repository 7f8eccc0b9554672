package io.inceptionstreams.batch;

/** The device has no memory for a batch of this size; a smaller one may do. */
public final class DeviceMemoryException extends Exception {

    public DeviceMemoryException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
