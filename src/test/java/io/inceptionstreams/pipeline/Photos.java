package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.fetch.ImageSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A source that gives bytes when the test does. */
final class Photos implements ImageSource {

    /** The last fetch of each URI. */
    final Map<String, CompletableFuture<byte[]>> asked = new HashMap<>();

    /** Thrown by fetches, which no source of ours does; a {@link RuntimeException} or an {@link Error}. */
    @Nullable
    Throwable thrown;

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

    void fail(String uri, Throwable failure) {
        CompletableFuture<byte[]> waiting = asked.get(uri);
        if (waiting == null) {
            throw new IllegalArgumentException(uri + " was not asked for");
        }
        waiting.completeExceptionally(failure);
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
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
