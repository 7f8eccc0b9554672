package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
        PrecisionPlan plan = PrecisionPlan.of(setting, cpu(features), oneDnn, false, NOTHING, WarmUp.POWERS);

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
                .isThrownBy(() ->
                        PrecisionPlan.of(CpuPrecision.BFLOAT16, cpu(features), oneDnn, false, NOTHING, WarmUp.POWERS))
                .withMessage(message + "; auto takes bfloat16 where it is faster, float32 works everywhere");
    }

    @Test
    void autoStaysInFloat32WhereNothingIsWarmedUp() {
        PrecisionPlan plan = PrecisionPlan.of(CpuPrecision.AUTO, cpu("amx_bf16"), true, false, NOTHING, WarmUp.NONE);

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

        PrecisionPlan plan = PrecisionPlan.of(setting, cpu(""), true, false, model, WarmUp.POWERS);

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
        PrecisionPlan plan = PrecisionPlan.of(CpuPrecision.AUTO, cpu("amx_bf16"), true, false, NOTHING, WarmUp.POWERS);

        assertThat(plan.measured(gain).describe()).isEqualTo(described);
        assertThat(plan.measured(gain).measured()).isFalse();
        assertThat(plan.refuted("it fails").describe()).isEqualTo("float32: it fails");
    }

    @ParameterizedTest
    @EnumSource(
            value = CpuPrecision.class,
            names = {"AUTO", "INT8"})
    void aModelInInt8IsComputedSo(CpuPrecision setting) {
        PrecisionPlan plan = PrecisionPlan.of(setting, cpu("avx512_vnni"), true, true, NOTHING, WarmUp.POWERS);

        assertThat(plan.describe()).isEqualTo("int8: the model is (avx512_vnni)");
        assertThat(plan.measured()).isFalse();
        assertThat(plan.precision()).isEqualTo(Precision.INT8);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, avx512_bf16, true, 'the model is int8, and no instructions for that (avx512_vnni, avx_vnni, amx_int8) are known of this CPU (a test); a model in float32 runs everywhere'",
        "INT8, amx_int8, false, 'the model is int8, which needs oneDNN, and TF_ENABLE_ONEDNN_OPTS switches that off'",
        "FLOAT32, avx_vnni, true, 'infer.cpu-precision=float32: the model is int8; auto and int8 run it'",
        "BFLOAT16, avx_vnni, true, 'infer.cpu-precision=bfloat16: the model is int8; auto and int8 run it'"
    })
    void aModelInInt8IsRefusedWhereItsScoresWouldBeOthers(
            CpuPrecision setting, String features, boolean oneDnn, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrecisionPlan.of(setting, cpu(features), oneDnn, true, NOTHING, WarmUp.POWERS))
                .withMessage(message);
    }

    @Test
    void int8NeedsAModelThatIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PrecisionPlan.of(CpuPrecision.INT8, cpu("avx_vnni"), true, false, NOTHING, WarmUp.POWERS))
                .withMessage("infer.cpu-precision=int8: the model is not; 'model build --precision int8 --calibration"
                        + " FOLDER' makes one that is");
    }

    @ParameterizedTest
    @CsvSource({"cpu, FLOAT32", "cpu:bfloat16, BFLOAT16", "cpu:int8, INT8", "gpu:0, FLOAT32"})
    void theNameOfADeviceSaysItsPrecision(String device, Precision precision) {
        assertThat(Precision.ofDevice(device)).isEqualTo(precision);
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
        return new CpuFeatures(
                known.stream().filter(name -> name.contains("bf16")).collect(Collectors.toSet()),
                known.stream().filter(name -> !name.contains("bf16")).collect(Collectors.toSet()),
                "a test");
    }
}
