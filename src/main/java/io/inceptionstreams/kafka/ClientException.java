package io.inceptionstreams.kafka;

/** A client could not do what it was asked to do; the message is for the person who asked. */
public final class ClientException extends Exception {

    ClientException(String message) {
        super(message);
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
