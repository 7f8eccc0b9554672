package io.inceptionstreams.lab.bench;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.image.fetch.ImageSource;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A source and a decoder that do nothing: every URI is answered at once with the same byte, and every image is the same
 * grey one. For measurements of what is left of an event's cost without its image; results name their format {@code
 * simulated}.
 */
public final class SimulatedImages implements ImageSource, Decoder {

    private static final byte[] BYTES = {0};
    private static final int GREY = 128;

    private final DecodedImage image;

    public SimulatedImages(Target target) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(target.width() * target.height() * 3);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) GREY);
        }
        this.image = new DecodedImage(pixels.asReadOnlyBuffer(), target.width(), target.height(), "simulated");
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        return CompletableFuture.completedFuture(BYTES);
    }

    /** The same buffer for every image: its position is never moved. */
    @Override
    public DecodedImage decode(byte[] bytes) {
        return image;
    }

    @Override
    public void close() {}
}
