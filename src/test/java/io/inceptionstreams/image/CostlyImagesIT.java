package io.inceptionstreams.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.lab.bombs.Bomb;
import io.inceptionstreams.lab.bombs.Bombs;
import io.inceptionstreams.lab.bombs.DecodeCost;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decodes generated bombs of every format, and compares the memory that the process takes for each with what was counted
 * before: the decoder's bound in docs/memory.md is a sum of these.
 */
final class CostlyImagesIT {

    /** What a first image loads, and the heap's share: probes and tables. */
    private static final long BESIDES = 40 << 20;

    private static final ImageDecoder DECODER =
            new ImageDecoder(DecodeSettings.defaults(), new Target(299, 299, Target.Interpolation.BILINEAR));

    static List<Bomb> bombs() {
        return Bombs.all();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(60)
    void takesNoMoreThanWasCounted(Bomb bomb) throws Exception {
        byte[] image = bomb.bytes().get();
        long counted = counted(image);

        DecodeCost cost = DecodeCost.of(DECODER, image);
        // The heap, and the tests beside this one, make the process larger too, but not each time.
        for (int again = 0; again < 2 && cost.peakBytes() >= counted + besides(image); again++) {
            cost = DecodeCost.of(DECODER, image);
        }

        assertThat(cost.peakBytes()).as(cost.toString()).isLessThan(counted + besides(image));
    }

    /** The heap may keep a large file twice until it is collected. */
    private static long besides(byte[] image) {
        return BESIDES + 2L * image.length;
    }

    /** Nothing when it is refused. */
    private static long counted(byte[] image) {
        try {
            return DECODER.nativeBytes(EncodedImage.probe(image, DecodeSettings.defaults()));
        } catch (ImageException refused) {
            return 0;
        }
    }
}
