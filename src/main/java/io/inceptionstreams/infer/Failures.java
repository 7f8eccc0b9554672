package io.inceptionstreams.infer;

import java.util.Locale;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** What TensorFlow throws, as this package's own exceptions. */
final class Failures {

    private Failures() {}

    static ClassifierException of(String what, RuntimeException cause) {
        String message = what + ": " + cause.getMessage();
        return isOutOfMemory(cause)
                ? new DeviceOutOfMemoryException(message, cause)
                : new ClassifierException(message, cause);
    }

    /** By the status code, and by the words of those places that report memory under another code (CUDA, cuDNN). */
    private static boolean isOutOfMemory(RuntimeException cause) {
        if (cause instanceof TFResourceExhaustedException) {
            return true;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("oom when allocating")
                || message.contains("out of memory")
                || message.contains("out_of_memory")
                || message.contains("failed to allocate memory")
                || message.contains("cudnn_status_alloc_failed");
    }
}
