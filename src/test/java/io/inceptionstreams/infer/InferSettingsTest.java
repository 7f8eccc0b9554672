package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;

class InferSettingsTest {

    @Test
    void everyDefault() {
        InferSettings defaults = InferSettings.defaults();

        assertThat(defaults.device()).isEqualTo("auto");
        assertThat(defaults.maxBatch()).isEqualTo(16);
        assertThat(defaults.intraOpThreads()).isZero();
        assertThat(defaults.interOpThreads()).isZero();
        assertThat(defaults.gpuMemoryGrowth()).isTrue();
        assertThat(defaults.gpuMemoryFraction()).isEqualTo(1.0);
        assertThat(defaults.cpuSessions()).isEqualTo(1);
        assertThat(defaults.cpuPrecision()).isEqualTo(CpuPrecision.AUTO);
        assertThat(defaults.warmUp()).isEqualTo(WarmUp.ALL);
        assertThat(defaults.libraryCache()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1, batch.max-size must be at least 1: 0",
        "16, -1, 0, 1, infer.intra-op-threads must be from 0 to 4096: -1",
        "16, 0, -1, 1, infer.inter-op-threads must be from 0 to 4096: -1",
        "16, 0, 0, 0, infer.cpu-sessions must be from 1 to 4096: 0"
    })
    void anErrorNamesTheKeyAndTheValue(int maxBatch, int intra, int inter, int sessions, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InferSettings(
                        "cpu",
                        maxBatch,
                        intra,
                        inter,
                        true,
                        1,
                        sessions,
                        2,
                        CpuPrecision.FLOAT32,
                        WarmUp.ALL,
                        false,
                        null))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
    void theFractionOfMemoryIsAboveZeroAndAtMostOne(double fraction) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InferSettings(
                        "gpu", 16, 0, 0, true, fraction, 1, 2, CpuPrecision.FLOAT32, WarmUp.ALL, false, null))
                .withMessage("infer.gpu-memory-fraction must be above 0 and at most 1: " + fraction);
    }

    @Test
    void goldenScoresAreTakenInFloat32WhateverTheSettingsSay() {
        InferSettings once = InferSettings.defaults().onceOnTheCpu(3);
        CpuFeatures all = CpuFeatures.of(List.of("flags : avx512_bf16 amx_bf16 avx512_vnni"), "a test");

        PrecisionPlan plan = PrecisionPlan.of(
                once.cpuPrecision(), all, true, false, ConfigProto.getDefaultInstance(), once.warmUp());

        assertThat(plan.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(plan.measured()).isFalse();
    }

    @Test
    void anUnknownDeviceIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InferSettings.defaults().withDevice("tpu"))
                .withMessageStartingWith("infer.device must be auto")
                .withMessageEndingWith(": tpu");
    }
}
