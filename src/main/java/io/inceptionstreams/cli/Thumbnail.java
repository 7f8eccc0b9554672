package io.inceptionstreams.cli;

import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Channels;
import io.inceptionstreams.model.Preprocessing.Resize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small JPEG of the pixels that a model was shown, in the proportions of the photo where the model saw all of it
 * stretched.
 *
 * @param uri {@code data:}; below 64 kB, because the picture has at most {@value #SIDE} x {@value #SIDE} pixels
 */
record Thumbnail(String uri, int width, int height) {

    /** Pixels of the longer side. */
    static final int SIDE = 160;

    /** A panorama is more than a line. */
    private static final int LEAST = 24;

    static Thumbnail of(DecodedImage image, Preprocessing shape) throws IOException {
        double ratio = shape.resize() == Resize.STRETCH
                ? (double) image.width() / image.height()
                : (double) shape.width() / shape.height();
        int width = ratio >= 1 ? SIDE : Math.max(LEAST, (int) Math.round(SIDE * ratio));
        int height = ratio <= 1 ? SIDE : Math.max(LEAST, (int) Math.round(SIDE / ratio));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = small.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(picture(image.pixels(), shape), 0, 0, width, height, null);
        canvas.dispose();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) { // the default goes through a file
            if (!ImageIO.write(small, "jpeg", out)) {
                throw new IOException("this Java cannot write JPEG");
            }
        }
        return new Thumbnail(
                "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg.toByteArray()), width, height);
    }

    private static BufferedImage picture(ByteBuffer pixels, Preprocessing shape) {
        BufferedImage picture = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        boolean bgr = shape.channels() == Channels.BGR;
        int next = pixels.position();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int first = Byte.toUnsignedInt(pixels.get(next++));
                int green = Byte.toUnsignedInt(pixels.get(next++));
                int third = Byte.toUnsignedInt(pixels.get(next++));
                picture.setRGB(x, y, (bgr ? third : first) << 16 | green << 8 | (bgr ? first : third));
            }
        }
        return picture;
    }
}
