package io.inceptionstreams.kafka;

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
public final class ReferencePublisher implements AutoCloseable {

    private final EventWriter writer = new EventWriter();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Producer<byte[], byte[]> producer;
    private final String topic;

    public ReferencePublisher(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Sends without waiting for the answer; {@link #flush} waits for all.
     *
     * @throws ClientException when an earlier one has failed: where Kafka is out of reach, each would wait anew
     */
    public void publish(ImageReference reference) throws ClientException {
        failIfAnyFailed();
        boolean inline = reference.uri().startsWith("data:");
        byte[] key = (inline ? reference.id() : imageName(reference.uri())).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, key, writer.write(reference)), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    /** Returns when everything is acknowledged. */
    public void flush() throws ClientException {
        producer.flush();
        failIfAnyFailed();
    }

    private void failIfAnyFailed() throws ClientException {
        Exception e = failure.get();
        if (e != null) {
            throw new ClientException("references could not be written to " + topic, e);
        }
    }

    /** The last part of the path, which is what a person knows the image by. */
    public static String imageName(String uri) {
        if (uri.startsWith("data:")) {
            return "data:";
        }
        String path = uri.replaceFirst("[?#].*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.isEmpty() ? uri : last;
    }

    @Override
    public void close() {
        producer.close();
    }
}
