package io.inceptionstreams;

import io.inceptionstreams.bench.BenchException;
import io.inceptionstreams.broker.BrokerException;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** What went wrong, in words for the person at the terminal. */
final class Errors {

    private static final List<Class<? extends Exception>> EXPECTED = List.of(
            CommandException.class,
            ModelException.class,
            ClassifierException.class,
            BenchException.class,
            BrokerException.class,
            IOException.class,
            UncheckedIOException.class,
            KafkaException.class,
            IllegalArgumentException.class); // a settings record that refuses its values

    private Errors() {}

    static boolean isExpected(Exception failure) {
        return EXPECTED.stream().anyMatch(type -> type.isInstance(failure));
    }

    /** The message with those of its causes that add something. */
    static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(messageOf(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = messageOf(cause);
            String said = cause.getMessage();
            if (text.indexOf(said == null ? message : said) < 0) {
                text.append(": ").append(message);
            }
        }
        return text.toString();
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        boolean speaksForItself = failure instanceof CommandException
                || failure instanceof ModelException
                || failure instanceof ClassifierException
                || failure instanceof UncheckedIOException;
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        return speaksForItself || failure instanceof IllegalArgumentException
                ? message
                : failure.getClass().getSimpleName() + ": " + message;
    }
}
