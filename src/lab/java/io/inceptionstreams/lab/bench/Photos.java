package io.inceptionstreams.lab.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Photos as cameras deliver them: the samples, as they are and mirrored, scaled to one size, with the noise of a sensor
 * and a camera's quality. Without the noise the larger ones would be smoother than any photo, and cheaper to decode.
 */
final class Photos {

    private static final double NOISE = 5;
    private static final float QUALITY = 0.9f;

    private Photos() {}

    /** Two JPEGs of each sample. */
    static List<byte[]> jpegs(List<Path> samples, int width, int height) throws IOException {
        List<byte[]> photos = new ArrayList<>();
        Random random = new Random(width);
        for (Path sample : samples) {
            BufferedImage original = ImageIO.read(sample.toFile());
            if (original == null) {
                throw new IOException(sample + " is no image");
            }
            for (boolean mirrored : new boolean[] {false, true}) {
                photos.add(jpeg(noisy(scaled(original, width, height, mirrored), random)));
            }
        }
        return photos;
    }

    /** Writes the photos; their names are their numbers. */
    static List<Path> write(List<byte[]> photos, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (byte[] photo : photos) {
            files.add(Files.write(folder.resolve(files.size() + ".jpg"), photo));
        }
        return files;
    }

    /** Covers the whole size; what is too wide or too high is cut off on both sides. */
    private static BufferedImage scaled(BufferedImage original, int width, int height, boolean mirrored) {
        double scale = Math.max((double) width / original.getWidth(), (double) height / original.getHeight());
        AffineTransform placed = AffineTransform.getTranslateInstance(width / 2.0, height / 2.0);
        placed.scale(mirrored ? -scale : scale, scale);
        placed.translate(-original.getWidth() / 2.0, -original.getHeight() / 2.0);
        BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(original, placed, null);
        graphics.dispose();
        return photo;
    }

    private static BufferedImage noisy(BufferedImage photo, Random random) {
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                int noise = (int) Math.round(random.nextGaussian() * NOISE);
                int rgb = photo.getRGB(x, y);
                photo.setRGB(
                        x,
                        y,
                        bounded((rgb >> 16 & 0xff) + noise) << 16
                                | bounded((rgb >> 8 & 0xff) + noise) << 8
                                | bounded((rgb & 0xff) + noise));
            }
        }
        return photo;
    }

    private static int bounded(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static byte[] jpeg(BufferedImage photo) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
