package io.inceptionstreams.infer;

/** The batch did not fit into the device's memory: a smaller one may. */
public final class DeviceOutOfMemoryException extends ClassifierException {

    public DeviceOutOfMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
