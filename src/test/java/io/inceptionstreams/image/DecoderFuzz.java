package io.inceptionstreams.image;

import static io.inceptionstreams.testing.FuzzTarget.require;

import io.inceptionstreams.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The whole decoder, on small images: equal bytes become equal pixels, of the size that the header says. */
public final class DecoderFuzz implements FuzzTarget {

    private static final Target TARGET = new Target(16, 12, Target.Interpolation.AREA);

    private final DecodeSettings limits = Limits.pixels(1 << 18);
    private final ImageDecoder decoder = new ImageDecoder(limits, TARGET);

    @Override
    public List<byte[]> seeds() throws IOException {
        return ProbeFuzz.images();
    }

    @Override
    public void parse(byte[] input) throws Exception {
        try {
            ImageHeader header = EncodedImage.probe(input, limits).header();
            boolean turned = header.orientation().transposes();
            DecodedImage image = decoder.decode(input);
            require(
                    image.width() == (turned ? header.height() : header.width())
                            && image.height() == (turned ? header.width() : header.height()),
                    "another size: " + image);
            require(image.pixels().remaining() == 16 * 12 * 3, "not the target's pixels: " + image);
            byte[] first = bytes(image.pixels());
            for (int i = 0; i < image.pixels().capacity(); i++) {
                image.pixels().put(i, (byte) 0xa5);
            }
            decoder.recycle(image);
            DecodedImage again = decoder.decode(input);
            require(Arrays.equals(first, bytes(again.pixels())), "other pixels the second time");
            decoder.recycle(again);
        } catch (ImageException refused) {
            ProbeFuzz.checkRefusal(refused);
        }
    }

    private static byte[] bytes(ByteBuffer pixels) {
        byte[] bytes = new byte[pixels.remaining()];
        pixels.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
