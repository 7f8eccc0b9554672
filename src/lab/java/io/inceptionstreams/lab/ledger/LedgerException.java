package io.inceptionstreams.lab.ledger;

import org.jspecify.annotations.Nullable;

/** The run itself failed, so that it says nothing about the application. */
public final class LedgerException extends RuntimeException {

    LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
