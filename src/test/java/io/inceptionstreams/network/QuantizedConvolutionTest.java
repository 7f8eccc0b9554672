package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.testing.RandomCases;
import io.inceptionstreams.testing.RandomValues;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedConvolutionTest {

    @Test
    void eachChannelUsesItsWholeRange() {
        FoldedConvolution folded =
                new FoldedConvolution(new float[] {0.5f, -8, -1, 4, 0.25f, 0}, new float[] {1, 2}); // 3 in, 2 out

        QuantizedConvolution small = QuantizedConvolution.of(folded, new float[0]);

        assertThat(small.bounds()).containsExactly(1, 8);
        assertThat(small.kernel()).containsExactly(64, -127, -127, 64, 32, 0); // 63.5 and 31.75 are rounded
        assertThat(small.bias()).containsExactly(1, 2);
    }

    @Test
    void aChannelOfZerosStaysOne() {
        QuantizedConvolution small =
                QuantizedConvolution.of(new FoldedConvolution(new float[2], new float[1]), new float[0]);

        assertThat(small.kernel()).containsExactly(0, 0);
        assertThat(small.bounds()[0]).isPositive();
    }

    /** What rounding takes from the mean of a channel, its bias gives back. */
    @Test
    void theMeanOfWhatComesOutIsThatOfTheWeightsBefore() {
        RandomCases.check(100, QuantizedConvolutionTest::theMeanIsKept);
    }

    private static void theMeanIsKept(RandomValues values) {
        Random random = new Random(values.anyLong());
        int places = 9;
        int in = 5;
        int out = 4;
        float[] kernel = new float[places * in * out];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) random.nextGaussian();
        }
        float[] means = new float[in];
        for (int i = 0; i < in; i++) {
            means[i] = random.nextFloat();
        }

        QuantizedConvolution small = QuantizedConvolution.of(new FoldedConvolution(kernel, new float[out]), means);

        for (int c = 0; c < out; c++) {
            double before = 0;
            double after = small.bias()[c];
            for (int i = 0; i < places * in; i++) {
                before += (double) kernel[i * out + c] * means[i % in];
                after += small.kernel()[i * out + c] * (double) small.bounds()[c] / 127 * means[i % in];
            }
            assertThat(after).isCloseTo(before, within(1e-4));
        }
    }
}
