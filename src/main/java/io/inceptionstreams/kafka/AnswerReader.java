package io.inceptionstreams.kafka;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads answers in the caller's thread until as many as are wanted have come.
 *
 * @param patience how long all of it may take
 * @param goesOn asked after each poll; {@code false} ends the wait
 */
public record AnswerReader(Consumer<byte[], byte[]> reader, Duration patience, BooleanSupplier goesOn) {

    private static final Duration POLL = Duration.ofMillis(50);

    /** What is done with an answer. */
    @FunctionalInterface
    public interface Handler<E extends Exception> {

        /** Returns whether the answer is one of those that are waited for. */
        boolean take(ConsumerRecord<byte[], byte[]> answer) throws E;
    }

    public AnswerReader(Consumer<byte[], byte[]> reader, Duration patience) {
        this(reader, patience, () -> true);
    }

    /** Returns how many have come: fewer than wanted when patience ended, or more when the last poll brought them. */
    public <E extends Exception> int until(int wanted, Handler<E> handler) throws E {
        long end = System.nanoTime() + patience.toNanos();
        int come = 0;
        while (come < wanted && System.nanoTime() - end < 0) {
            for (ConsumerRecord<byte[], byte[]> answer : reader.poll(POLL)) {
                if (handler.take(answer)) {
                    come++;
                }
            }
            if (!goesOn.getAsBoolean()) {
                break;
            }
        }
        return come;
    }
}
