package io.inceptionstreams.batch;

import org.jspecify.annotations.Nullable;

/** The device, not an input, is at fault: its inputs stay unanswered, for another instance to answer. */
final class DeviceBrokenException extends Exception {

    DeviceBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
