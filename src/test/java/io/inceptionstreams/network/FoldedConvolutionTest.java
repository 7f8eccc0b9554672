package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inceptionstreams.network.Tensor.Role;
import io.inceptionstreams.testing.RandomCases;
import io.inceptionstreams.testing.RandomValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FoldedConvolutionTest {

    private static final float EPSILON = 1e-3f;

    /** On one pixel a 1x1 convolution is a product of a vector and a matrix: small enough to do by hand. */
    @Test
    void foldedIsTheSameAsConvolutionThenNormalisation() {
        RandomCases.check(200, FoldedConvolutionTest::foldedIsTheSame);
    }

    private static void foldedIsTheSame(RandomValues random) {
        // Given
        int in = 3;
        int out = 4;
        boolean gamma = random.anyBoolean();
        Map<Role, float[]> values = Map.of(
                Role.KERNEL, random(random, in * out, -1),
                Role.BETA, random(random, out, -1),
                Role.GAMMA, random(random, out, -1),
                Role.MEAN, random(random, out, -1),
                Role.VARIANCE, random(random, out, 0));
        float[] pixel = random(random, in, -1);

        // When
        FoldedConvolution folded = FoldedConvolution.of(
                tensors(in, out, gamma),
                tensor -> values.getOrDefault(tensor.role(), new float[0]).clone(),
                EPSILON);

        // Then
        for (int c = 0; c < out; c++) {
            double plain = 0;
            double fused = folded.bias()[c];
            for (int i = 0; i < in; i++) {
                plain += (double) pixel[i] * at(values, Role.KERNEL, i * out + c);
                fused += (double) pixel[i] * folded.kernel()[i * out + c];
            }
            double deviation = Math.sqrt(at(values, Role.VARIANCE, c) + (double) EPSILON);
            double normalised = (plain - at(values, Role.MEAN, c)) / deviation;
            double expected = normalised * (gamma ? at(values, Role.GAMMA, c) : 1) + at(values, Role.BETA, c);
            assertThat(fused).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
    }

    @Test
    void theScalingOfPixelsCanBeFoldedInToo() {
        Numerics numerics = new Numerics(
                EPSILON, false, Numerics.Borders.EXCLUDED, List.of(0.5f, 0.25f, 2f), List.of(-1f, 3f, 0.5f));
        FoldedConvolution scaled = new FoldedConvolution(new float[] {1, -2, 3, 4, -5, 6}, new float[] {10, 20});
        float[] pixel = {7, 100, 255};

        FoldedConvolution ofPixels = scaled.ofPixels(numerics);

        for (int c = 0; c < 2; c++) {
            double before = scaled.bias()[c];
            double after = ofPixels.bias()[c];
            for (int i = 0; i < 3; i++) {
                before += scaled.kernel()[i * 2 + c] * (pixel[i] * numerics.scale(i) + numerics.offset(i));
                after += ofPixels.kernel()[i * 2 + c] * pixel[i];
            }
            assertThat(after).isCloseTo(before, within(1e-3));
        }
        assertThat(numerics.pixels(new float[] {2.5f, 28, 510.5f})).containsExactly(7, 100, 255);
    }

    @Test
    void aVarianceThatMakesNaNIsRefusedByName() {
        assertThatThrownBy(() -> FoldedConvolution.of(
                        tensors(1, 1, false), tensor -> new float[] {tensor.role() == Role.VARIANCE ? -1 : 1}, EPSILON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stage.layer")
                .hasMessageContaining("-1.0");
    }

    @Test
    void tooFewValuesAreRefused() {
        assertThatThrownBy(() -> FoldedConvolution.of(tensors(1, 2, false), tensor -> new float[1], EPSILON))
                .hasMessageContaining("needs 2 values, there are 1");
    }

    private static List<Tensor> tensors(int in, int out, boolean gamma) {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(new Tensor("stage.layer", Role.KERNEL, List.of(1, 1, in, out)));
        if (gamma) {
            tensors.add(new Tensor("stage.layer", Role.GAMMA, List.of(out)));
        }
        for (Role role : List.of(Role.BETA, Role.MEAN, Role.VARIANCE)) {
            tensors.add(new Tensor("stage.layer", role, List.of(out)));
        }
        return tensors;
    }

    private static float at(Map<Role, float[]> values, Role role, int index) {
        return values.getOrDefault(role, new float[0])[index];
    }

    private static float[] random(RandomValues random, int size, float lowest) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.doubleBetween(lowest, 1);
        }
        return values;
    }
}
