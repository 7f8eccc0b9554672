package io.inceptionstreams.image;

import static io.inceptionstreams.testing.FuzzTarget.require;

import io.inceptionstreams.testing.FuzzTarget;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Exif: read from a JPEG, a PNG and alone, it names the same orientation, and never refuses the photo. */
public final class OrientationFuzz implements FuzzTarget {

    private final DecodeSettings limits = DecodeSettings.defaults();
    private final byte[] jpeg = TestImages.jpeg(TestImages.quarters(8, 8));
    private final byte[] png = TestImages.png(TestImages.quarters(8, 8));

    @Override
    public List<byte[]> seeds() {
        return IntStream.rangeClosed(1, 8)
                .boxed()
                .flatMap(value -> Stream.of(TestImages.tiff(value, true), TestImages.tiff(value, false)))
                .toList();
    }

    @Override
    public void parse(byte[] input) throws Exception {
        Orientation alone = Orientation.ofTiff(new Bytes(input));
        check(alone, TestImages.jpegWithExif(jpeg, input));
        check(alone, TestImages.pngWithChunk(png, "eXIf", input));
    }

    private void check(Orientation expected, byte[] image) throws ImageException {
        Orientation found = EncodedImage.probe(image, limits).header().orientation();
        require(found == expected, found + " in an image, alone " + expected);
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
