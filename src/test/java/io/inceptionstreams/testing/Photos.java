package io.inceptionstreams.testing;

import static java.util.Objects.requireNonNull;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** The sample photos, as they are and as JPEGs of other sizes. */
public final class Photos {

    private Photos() {}

    public static byte[] sample(String name) throws IOException {
        try (InputStream in = requireNonNull(Photos.class.getResourceAsStream("/samples/" + name), name)) {
            return in.readAllBytes();
        }
    }

    /** A sample, stretched and compressed as JPEG. */
    public static byte[] jpeg(String name, int width, int height) throws IOException {
        BufferedImage photo;
        try (InputStream in = requireNonNull(Photos.class.getResourceAsStream("/samples/" + name), name)) {
            photo = ImageIO.read(in);
        }
        BufferedImage stretched = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = stretched.createGraphics();
        canvas.drawImage(photo, 0, 0, width, height, null);
        canvas.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(stretched, "jpeg", out);
        return out.toByteArray();
    }

    /** The first half of a JPEG: its header is whole, its picture is not. */
    public static byte[] torn(byte[] jpeg) {
        return Arrays.copyOf(jpeg, jpeg.length / 2);
    }
}
