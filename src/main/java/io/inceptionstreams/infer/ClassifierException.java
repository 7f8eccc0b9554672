package io.inceptionstreams.infer;

/** The device or the model failed on a whole batch, or a model cannot be served at all. */
public class ClassifierException extends Exception {

    public ClassifierException(String message) {
        super(message);
    }

    public ClassifierException(String message, Throwable cause) {
        super(message, cause);
    }
}
