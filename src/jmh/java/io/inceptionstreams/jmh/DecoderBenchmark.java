package io.inceptionstreams.jmh;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Target;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A JPEG to 299x299 pixels, probe and digest included. The profiler sees the heap; pixels are outside of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecoderBenchmark {

    private final ImageDecoder decoder =
            new ImageDecoder(DecodeSettings.defaults(), new Target(299, 299, Target.Interpolation.BILINEAR));

    @Param({"640x480", "1920x1080"})
    public String size = "";

    private byte[] jpeg = {};

    /** Smooth, with a little noise: some 0.3 to 0.5 bytes a pixel, as photos have. */
    @Setup
    public void draw() throws IOException {
        String[] sides = size.split("x", -1);
        var image =
                new BufferedImage(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int noise = random.nextInt(32);
                int red = (x & 0xDF) + noise;
                int green = (y & 0xDF) + noise;
                int blue = ((x + y) & 0xDF) + noise;
                image.setRGB(x, y, (red << 16) | (green << 8) | blue);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        jpeg = bytes.toByteArray();
    }

    @Benchmark
    public DecodedImage decode() throws ImageException {
        return decoder.decode(jpeg);
    }
}
