package io.inceptionstreams.model;

import org.jspecify.annotations.Nullable;

/** A model folder cannot be served; the message names the file and the field, and is for the user. */
public final class ModelException extends Exception {

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
