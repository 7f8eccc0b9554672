package io.inceptionstreams.lab.bench;

import org.jspecify.annotations.Nullable;

/** A measurement could not be made, so that the run says nothing. */
public final class BenchException extends RuntimeException {

    BenchException(String message) {
        this(message, null);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
