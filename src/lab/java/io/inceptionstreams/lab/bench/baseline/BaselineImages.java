package io.inceptionstreams.lab.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Scores;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What every baseline needs, written as one writes it: an event in, pixels or a result out. Safe for many threads. */
final class BaselineImages {

    private static final int LABELS = 5;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String labels;
    private final Target target;
    private final @Nullable Decoder simulated;

    BaselineImages(BaselineSetup setup) {
        this.labels = setup.labels();
        this.target = setup.target();
        this.simulated = setup.simulatedImages();
    }

    JsonNode event(byte[] value) {
        try {
            return json.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetched, and decoded with the application's decoder. */
    ByteBuffer pixels(JsonNode event, Decoder decoder) {
        try {
            return simulated == null
                    ? decoder.decode(fetch(event)).pixels()
                    : simulated.decode(new byte[0]).pixels();
        } catch (ImageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fetched, and decoded with what Java brings along. */
    ByteBuffer plainPixels(JsonNode event) {
        if (simulated != null) {
            return pixels(event, simulated);
        }
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(fetch(event)));
            BufferedImage scaled = new BufferedImage(target.width(), target.height(), BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = scaled.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, target.width(), target.height(), null);
            graphics.dispose();
            byte[] bgr = ((DataBufferByte) scaled.getRaster().getDataBuffer()).getData();
            ByteBuffer rgb = ByteBuffer.allocateDirect(bgr.length);
            for (int i = 0; i < bgr.length; i += 3) {
                rgb.put(bgr[i + 2]).put(bgr[i + 1]).put(bgr[i]);
            }
            return rgb.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Scores> classify(Classifier device, List<ByteBuffer> pixels) {
        try {
            return device.classify(pixels);
        } catch (ClassifierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record for the labels topic from each event of a batch and its scores. */
    List<ProducerRecord<byte[], byte[]>> results(
            List<ConsumerRecord<byte[], byte[]>> batch, List<JsonNode> events, List<Scores> scores) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> new ProducerRecord<>(labels, batch.get(i).key(), result(events.get(i), scores.get(i))))
                .toList();
    }

    byte[] result(JsonNode event, Scores scores) {
        try {
            return json.writeValueAsBytes(Map.of("id", event.path("id").asText(), "labels", scores.top(LABELS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] fetch(JsonNode event) {
        URI uri = URI.create(event.path("uri").asText());
        try {
            if (uri.getScheme().equals("file")) {
                return Files.readAllBytes(Path.of(uri));
            }
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
