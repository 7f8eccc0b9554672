package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.ImageSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;

/** A source that gives bytes when the test does. */
final class Photos implements ImageSource {

    /** The last fetch of each URI. */
    final Map<String, CompletableFuture<byte[]>> asked = new HashMap<>();

    private final Map<String, byte[]> known = new HashMap<>();

    /** All of one grey. */
    static byte[] png(int side, int grey) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, grey * 0x010101);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    void put(String uri, byte[] bytes) {
        known.put(uri, bytes);
        CompletableFuture<byte[]> waiting = asked.get(uri);
        if (waiting != null) {
            waiting.complete(bytes);
        }
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        asked.put(uri, future);
        if (known.containsKey(uri)) {
            future.complete(known.get(uri));
        }
        return future;
    }

    @Override
    public void close() {}
}
