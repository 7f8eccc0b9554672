package io.inceptionstreams.broker;

/** A broker, or a request to it, did not do what was asked within its bound. The message says which and how long. */
public final class BrokerException extends RuntimeException {

    BrokerException(String message) {
        super(message);
    }

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
