package io.inceptionstreams.lab.bench;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;

/** One decoder thread beside ImageIO, from the same bytes to the same pixels: 299x299, three bytes each. */
final class DecodePart implements Part {

    private static final int SIDE = 299;
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "images/s";
    private static final List<String> FORMATS = List.of("jpeg", "png", "gif", "bmp");
    private static final int[][] SIZES = {{640, 480}, {1920, 1080}, {4000, 3000}};

    @Override
    public Section run(Lab lab) {
        Measurements measured = new Measurements();
        ImageDecoder decoder =
                new ImageDecoder(DecodeSettings.defaults(), new Target(SIDE, SIDE, Target.Interpolation.BILINEAR));
        lab.rounds(round -> {
            for (int[] size : SIZES) {
                List<byte[]> jpegs = lab.photos(size[0], size[1]);
                for (String format : FORMATS) {
                    List<byte[]> images =
                            jpegs.stream().limit(3).map(written(format)).toList();
                    String name = format + " of " + size[0] + "x" + size[1];
                    Duration time = lab.scale().engineTime().dividedBy(4);
                    double ours = perSecond(images, time, bytes -> decoded(decoder, bytes));
                    double theirs = perSecond(images, time, DecodePart::readByImageIo);
                    measured.add(name, THROUGHPUT, PER_SECOND, ours);
                    measured.add(name + ", ImageIO", THROUGHPUT, PER_SECOND, theirs);
                    measured.compare(name, name + ", ImageIO", THROUGHPUT, PER_SECOND);
                    lab.say("%-28s %8.1f images/s, ImageIO %8.1f", name, ours, theirs);
                }
            }
        });
        return new Section(
                "decode",
                "Decode: one thread, beside ImageIO",
                List.of(
                        "From the same bytes to 299x299 pixels in RGB, bilinear, on one thread. ImageIO decodes whole images;"
                                + " large JPEGs are decoded at a fraction here."),
                measured.rows(),
                List.of());
    }

    @FunctionalInterface
    private interface Reader {
        int read(byte[] image);
    }

    private static double perSecond(List<byte[]> images, Duration atLeast, Reader reader) {
        images.forEach(reader::read); // compiled and loaded
        long start = System.nanoTime();
        long end = start + atLeast.toNanos();
        int count = 0;
        int sum = 0;
        while (System.nanoTime() < end) {
            sum += reader.read(images.get(count++ % images.size()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return sum == Integer.MIN_VALUE ? 0 : count / seconds; // what was read is used
    }

    private static int decoded(ImageDecoder decoder, byte[] bytes) {
        try {
            DecodedImage image = decoder.decode(bytes);
            int first = image.pixels().get(0);
            decoder.recycle(image);
            return first;
        } catch (ImageException e) {
            throw new BenchException("an image of the benchmark does not decode", e);
        }
    }

    private static int readByImageIo(byte[] bytes) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
            BufferedImage scaled = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = scaled.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, SIDE, SIDE, null);
            graphics.dispose();
            return ((DataBufferByte) scaled.getRaster().getDataBuffer()).getData()[2];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UnaryOperator<byte[]> written(String format) {
        return jpeg -> {
            if (format.equals("jpeg")) {
                return jpeg;
            }
            try {
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ImageIO.write(image, format, out);
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
