package io.inceptionstreams.cli;

import io.inceptionstreams.app.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Which failures of a command are expected: they are reported in a line, and the others with their stack. */
final class ErrorReport {

    private static final List<Class<? extends Exception>> EXPECTED = List.of(
            IOException.class,
            UncheckedIOException.class,
            KafkaException.class,
            IllegalArgumentException.class); // a settings record that refuses its values

    private ErrorReport() {}

    static boolean isExpected(Exception failure) {
        return FailureText.isOwn(failure) || EXPECTED.stream().anyMatch(type -> type.isInstance(failure));
    }
}
