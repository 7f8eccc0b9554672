package io.inceptionstreams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes references to their topic. The key is the image's name, so that the same image always takes the same partition;
 * images within their events have no name, and are spread by the event's.
 */
final class Publisher implements AutoCloseable {

    private final EventWriter writer = new EventWriter();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Producer<byte[], byte[]> producer;
    private final String topic;

    Publisher(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Sends without waiting for the answer; {@link #flush} waits for all.
     *
     * @throws CommandException when an earlier one has failed: where Kafka is out of reach, each would wait anew
     */
    void publish(ImageReference reference) throws CommandException {
        failIfAnyFailed();
        boolean inline = reference.uri().startsWith("data:");
        byte[] key = (inline ? reference.id() : AnswerPrinter.shortName(reference.uri())).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, key, writer.write(reference)), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    /** Returns when everything is acknowledged. */
    void flush() throws CommandException {
        producer.flush();
        failIfAnyFailed();
    }

    private void failIfAnyFailed() throws CommandException {
        Exception e = failure.get();
        if (e != null) {
            throw new CommandException("references could not be written to " + topic + ": " + Errors.describe(e), e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
