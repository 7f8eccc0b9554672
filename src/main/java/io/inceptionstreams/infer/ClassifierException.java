package io.inceptionstreams.infer;

/** The device or the model failed on a whole batch. */
public class ClassifierException extends Exception {

    public ClassifierException(String message, Throwable cause) {
        super(message, cause);
    }
}
