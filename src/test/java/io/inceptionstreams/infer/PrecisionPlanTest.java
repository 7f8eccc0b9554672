package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.ConfigProto;

class PrecisionPlanTest {

    private static final ConfigProto NOTHING = ConfigProto.getDefaultInstance();

    @ParameterizedTest
    @CsvSource({
        "AUTO, avx512_bf16, true, BFLOAT16, true, 'bfloat16 or float32: measured at the start, because the CPU has avx512_bf16'",
        "AUTO, amx_bf16 avx512_bf16, true, BFLOAT16, true, 'bfloat16 or float32: measured at the start, because the CPU has amx_bf16 and avx512_bf16'",
        "AUTO, amx_bf16, false, FLOAT32, false, 'float32: bfloat16 needs oneDNN, which TF_ENABLE_ONEDNN_OPTS switches off'",
        "AUTO, '', true, FLOAT32, false, 'float32: no bfloat16 instructions (avx512_bf16, amx_bf16) are known of this CPU (a test)'",
        "AUTO, '', false, FLOAT32, false, 'float32: no bfloat16 instructions (avx512_bf16, amx_bf16) are known of this CPU (a test)'",
        "FLOAT32, amx_bf16, true, FLOAT32, false, 'float32: infer.cpu-precision=float32'",
        "FLOAT32, '', false, FLOAT32, false, 'float32: infer.cpu-precision=float32'",
        "BFLOAT16, avx512_bf16, true, BFLOAT16, false, 'bfloat16: infer.cpu-precision=bfloat16 (avx512_bf16)'",
    })
    void settingAndCpuAndOneDnnDecide(
            CpuPrecision setting,
            String features,
            boolean oneDnn,
            Precision precision,
            boolean measured,
            String described) {
        PrecisionPlan plan = PrecisionPlan.of(setting, cpu(features), oneDnn, NOTHING, WarmUp.POWERS);

        assertThat(plan.precision()).isEqualTo(precision);
        assertThat(plan.measured()).isEqualTo(measured);
        assertThat(plan.describe()).isEqualTo(described);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, 'infer.cpu-precision=bfloat16: no bfloat16 instructions (avx512_bf16, amx_bf16) are known of this CPU (a test)'",
        "amx_bf16, false, 'infer.cpu-precision=bfloat16: bfloat16 needs oneDNN, which TF_ENABLE_ONEDNN_OPTS switches off'"
    })
    void bfloat16IsRefusedByTheKeyWhereTheCpuOrOneDnnLacksIt(String features, boolean oneDnn, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PrecisionPlan.of(CpuPrecision.BFLOAT16, cpu(features), oneDnn, NOTHING, WarmUp.POWERS))
                .withMessage(message + "; auto takes bfloat16 where it is faster, float32 works everywhere");
    }

    @Test
    void autoStaysInFloat32WhereNothingIsWarmedUp() {
        PrecisionPlan plan = PrecisionPlan.of(CpuPrecision.AUTO, cpu("amx_bf16"), true, NOTHING, WarmUp.NONE);

        assertThat(plan.describe()).isEqualTo("float32: nothing is measured without a warm-up");
        assertThat(plan.measured()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, ON, bfloat16, auto",
        "FLOAT32, ON, bfloat16, float32",
        "AUTO, OFF, float32, auto",
        "BFLOAT16, OFF, float32, bfloat16"
    })
    void theModelsRewritersWin(CpuPrecision setting, String rewriter, String precision, String named) {
        ConfigProto model = ModelConfig.parse(ModelConfig.encode(
                "graph_options { rewrite_options { auto_mixed_precision_onednn_bfloat16: " + rewriter + " } }"));

        PrecisionPlan plan = PrecisionPlan.of(setting, cpu(""), true, model, WarmUp.POWERS);

        assertThat(plan.measured()).isFalse();
        assertThat(plan.describe())
                .isEqualTo(precision + ": configProto in model.json sets rewrite_options, which win over"
                        + " infer.cpu-precision=" + named);
    }

    @ParameterizedTest
    @CsvSource({
        "2.0, 'bfloat16: bfloat16 runs at 2.00 times the speed of float32 (measured at the start, because the CPU has amx_bf16)'",
        "1.2, 'bfloat16: bfloat16 runs at 1.20 times the speed of float32 (measured at the start, because the CPU has amx_bf16)'",
        "1.1, 'float32: bfloat16 runs at 1.10 times the speed of float32 (measured at the start, because the CPU has amx_bf16), and must reach 1.2'",
        "0.5, 'float32: bfloat16 runs at 0.50 times the speed of float32 (measured at the start, because the CPU has amx_bf16), and must reach 1.2'"
    })
    void theMeasurementDecides(double gain, String described) {
        PrecisionPlan plan = PrecisionPlan.of(CpuPrecision.AUTO, cpu("amx_bf16"), true, NOTHING, WarmUp.POWERS);

        assertThat(plan.measured(gain).describe()).isEqualTo(described);
        assertThat(plan.measured(gain).measured()).isFalse();
        assertThat(plan.refuted("it fails").describe()).isEqualTo("float32: it fails");
    }

    @ParameterizedTest
    @CsvSource({", true", "1, true", "true, true", "True, true", "0, false", "false, false", "no, false"})
    void oneDnnIsOnUnlessItIsSwitchedOff(String setting, boolean on) {
        assertThat(TensorFlowLibrary.hasOneDnn(setting)).isEqualTo(on);
    }

    private static CpuFeatures cpu(String features) {
        Set<String> known = Arrays.stream(features.split(" "))
                .filter(feature -> !feature.isEmpty())
                .collect(Collectors.toSet());
        return new CpuFeatures(known, "a test");
    }
}
