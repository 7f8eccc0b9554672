package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Images made by code, some of them malformed with care. */
public final class TestImages {

    /** Where {@code IHDR}, which is always first, ends. */
    private static final int AFTER_IHDR = 8 + 12 + 13;

    private TestImages() {}

    /** Red, green, blue and yellow quarters: top left, top right, bottom left, bottom right. */
    public static BufferedImage quarters(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.RED);
        g.fillRect(0, 0, width / 2, height / 2);
        g.setColor(Color.GREEN);
        g.fillRect(width / 2, 0, width, height / 2);
        g.setColor(Color.BLUE);
        g.fillRect(0, height / 2, width / 2, height);
        g.setColor(Color.YELLOW);
        g.fillRect(width / 2, height / 2, width, height);
        g.dispose();
        return image;
    }

    /** How a camera would store the upright image under an Exif orientation, after the table in the Exif standard. */
    static BufferedImage stored(BufferedImage upright, int orientation) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        boolean turned = orientation >= 5;
        BufferedImage stored =
                new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        // Where the stored image's first row and first column are in the upright one.
        String[] firstRow = {"top", "top", "bottom", "bottom", "left", "right", "right", "left"};
        String[] firstColumn = {"left", "right", "right", "left", "top", "top", "bottom", "bottom"};
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int x = 0;
                int y = 0;
                switch (firstRow[orientation - 1]) {
                    case "top" -> y = row;
                    case "bottom" -> y = height - 1 - row;
                    case "left" -> x = row;
                    default -> x = width - 1 - row;
                }
                switch (firstColumn[orientation - 1]) {
                    case "left" -> x = column;
                    case "right" -> x = width - 1 - column;
                    case "top" -> y = column;
                    default -> y = height - 1 - column;
                }
                stored.setRGB(column, row, upright.getRGB(x, y));
            }
        }
        return stored;
    }

    public static byte[] png(RenderedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] jpeg(RenderedImage image) {
        return jpeg(new IIOImage(image, null, null), false);
    }

    static byte[] progressiveJpeg(RenderedImage image) {
        return jpeg(new IIOImage(image, null, null), true);
    }

    /** Four channels, written as they are, with the marker that Photoshop writes. */
    static byte[] cmykJpeg(Raster cmyk) {
        byte[] jpeg = jpeg(new IIOImage(cmyk, null, null), false);
        return jpegWithSegment(jpeg, 0xee, bytes('A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0));
    }

    private static byte[] jpeg(IIOImage image, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.95f);
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** {@code quality} above 100 is lossless. */
    static byte[] webp(BufferedImage image, int quality) {
        OpenCv.load();
        try (Mat bgr = new Mat(image.getHeight(), image.getWidth(), opencv_core.CV_8UC3);
                BytePointer encoded = new BytePointer();
                IntPointer params = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality)) {
            ByteBuffer pixels = bgr.createBuffer();
            for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
                pixels.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
            }
            if (!opencv_imgcodecs.imencode(".webp", bgr, encoded, params)) {
                throw new IllegalStateException("OpenCV does not write WebP");
            }
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return bytes;
        }
    }

    /** The content of an Exif block that names an orientation. */
    static byte[] tiff(int orientation, boolean little) {
        return little
                ? bytes('I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0)
                : bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0);
    }

    static byte[] jpegWithExif(byte[] jpeg, byte[] tiff) {
        byte[] content = concat("Exif\0\0".getBytes(ISO_8859_1), tiff);
        return jpegWithSegment(jpeg, 0xe1, content);
    }

    /** The JPEG with a segment more, directly after its first two bytes. */
    static byte[] jpegWithSegment(byte[] jpeg, int marker, byte[] content) {
        int length = content.length + 2;
        return insert(jpeg, 2, concat(bytes(0xff, marker, length >> 8, length), content));
    }

    /** The JPEG without the segments of one kind that stand before its frame. */
    static byte[] jpegWithoutSegments(byte[] jpeg, int marker) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int at = 2;
        kept.write(jpeg, 0, at);
        while ((jpeg[at + 1] & 0xf0) == 0xe0 || (jpeg[at + 1] & 0xff) == marker) {
            int length = 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
            if ((jpeg[at + 1] & 0xff) != marker) {
                kept.write(jpeg, at, length);
            }
            at += length;
        }
        kept.write(jpeg, at, jpeg.length - at);
        return kept.toByteArray();
    }

    /** The PNG with a chunk more, directly after its header. */
    static byte[] pngWithChunk(byte[] png, String type, byte[] content) {
        return insert(png, AFTER_IHDR, chunk(type, content));
    }

    static byte[] chunk(String type, byte[] content) {
        byte[] body = concat(type.getBytes(ISO_8859_1), content);
        CRC32 crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(content.length + 12)
                .putInt(content.length)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }

    static byte[] insert(byte[] bytes, int at, byte[] more) {
        return concat(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] sample(String name) {
        try (var in = TestImages.class.getResourceAsStream("/samples/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no sample " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
