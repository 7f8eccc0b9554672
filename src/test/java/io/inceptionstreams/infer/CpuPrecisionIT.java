package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.inceptionstreams.model.Golden;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.testing.CpuinfoFlags;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real model in both precisions on this machine's CPU. */
class CpuPrecisionIT {

    private final List<String> chosen = new ArrayList<>();
    private final Progress heard = new Progress() {
        @Override
        public void warmed(String device, int batchSize, int done, int of, Duration took) {}

        @Override
        public void chosen(String choice) {
            chosen.add(choice);
        }
    };

    @Test
    void autoMeasuresWhereTheCpuHasBfloat16AndTakesFloat32ElsewhereAndSaysWhy() throws Exception {
        try (Classifier classifier = open(CpuPrecision.AUTO)) {
            assertThat(chosen).hasSize(1);
            if (hasBfloat16()) {
                assertThat(chosen.get(0))
                        .matches("(bfloat16|float32): bfloat16 runs at \\d+\\.\\d+ times the speed .*");
            } else {
                assertThat(chosen.get(0)).startsWith("float32: no bfloat16 instructions");
            }
            assertThat(classifier.device()).isEqualTo(chosen.get(0).startsWith("bfloat16") ? "cpu:bfloat16" : "cpu");
        }
    }

    @Test
    void theNextVersionOfAModelTakesWhatWasMeasuredForTheFirst() throws Exception {
        open(CpuPrecision.AUTO).close();
        open(CpuPrecision.AUTO).close();

        assertThat(chosen).hasSize(2);
        assertThat(chosen.get(1)).isEqualTo(chosen.get(0));
    }

    @Test
    void bfloat16PassesFloat32sGoldenScoresAndIsNotFloat32() throws Exception {
        assumeThat(hasBfloat16()).as("a CPU with bfloat16").isTrue();
        Model model = RealModel.open();
        try (Classifier reduced = open(CpuPrecision.BFLOAT16);
                Classifier full = open(CpuPrecision.FLOAT32)) {
            assertThat(reduced.device()).isEqualTo("cpu:bfloat16");
            assertThat(full.device()).isEqualTo("cpu");
            double largest = 0;
            for (Golden golden : model.golden()) {
                List<ByteBuffer> image = List.of(ByteBuffer.wrap(model.pixels(golden)));
                Scores inBfloat16 = reduced.classify(image).get(0);
                Scores inFloat32 = full.classify(image).get(0);
                assertThat(inBfloat16.top(1).get(0).label())
                        .isEqualTo(inFloat32.top(1).get(0).label());
                for (int c = 0; c < model.labels().size(); c++) {
                    largest = Math.max(largest, Math.abs(inBfloat16.score(c) - inFloat32.score(c)));
                }
            }
            assertThat(largest).isBetween(1e-5, Precision.BFLOAT16.goldenTolerance());
        }
    }

    @Test
    void bfloat16IsRefusedOnACpuWithoutIt() throws Exception {
        assumeThat(hasBfloat16()).as("a CPU with bfloat16").isFalse();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(CpuPrecision.BFLOAT16).close())
                .withMessageStartingWith("infer.cpu-precision=bfloat16: no bfloat16 instructions");
    }

    private static boolean hasBfloat16() throws IOException {
        return CpuinfoFlags.have("avx512_bf16") || CpuinfoFlags.have("amx_bf16");
    }

    private Classifier open(CpuPrecision precision) throws Exception {
        InferSettings settings = new InferSettings("cpu", 2, 0, 0, true, 1, 1, 1, precision, WarmUp.MAX, false, null);
        return Classifiers.open(RealModel.open(), settings, heard).get(0);
    }
}
