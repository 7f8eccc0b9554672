package io.inceptionstreams.model;

import io.inceptionstreams.model.Preprocessing.Channels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Pixels of a golden image: a PNG of the model's own size, so that nothing is scaled and every pixel is exact. Read with
 * the JDK, which is enough for a file whose digest was checked.
 */
public final class GoldenImage {

    private GoldenImage() {}

    static byte[] pixels(Path file, Preprocessing shape) throws ModelException {
        BufferedImage image;
        try {
            image = read(file);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
        if (image == null || image.getWidth() != shape.width() || image.getHeight() != shape.height()) {
            throw new ModelException(file + ": must be a PNG of " + shape.width() + "x" + shape.height() + " pixels");
        }
        byte[] pixels = new byte[shape.width() * shape.height() * 3];
        int next = 0;
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int rgb = image.getRGB(x, y);
                boolean bgr = shape.channels() == Channels.BGR;
                pixels[next++] = (byte) (bgr ? rgb : rgb >> 16);
                pixels[next++] = (byte) (rgb >> 8);
                pixels[next++] = (byte) (bgr ? rgb >> 16 : rgb);
            }
        }
        return pixels;
    }

    private static @Nullable BufferedImage read(Path file) throws IOException {
        return ImageIO.read(file.toFile());
    }

    /** Writes what {@link Model#pixels} reads. */
    public static void write(Path file, Preprocessing shape, byte[] pixels) throws IOException {
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        boolean bgr = shape.channels() == Channels.BGR;
        for (int i = 0; i < shape.width() * shape.height(); i++) {
            int red = Byte.toUnsignedInt(pixels[3 * i + (bgr ? 2 : 0)]);
            int green = Byte.toUnsignedInt(pixels[3 * i + 1]);
            int blue = Byte.toUnsignedInt(pixels[3 * i + (bgr ? 0 : 2)]);
            image.setRGB(i % shape.width(), i / shape.width(), red << 16 | green << 8 | blue);
        }
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java cannot write PNG");
        }
    }
}
