package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

class SessionConfigTest {

    private static final ConfigProto NOTHING = ConfigProto.getDefaultInstance();
    private static final DevicePlacement CPU = new DevicePlacement("cpu", DevicePlacement.CPU);
    private static final DevicePlacement GPU = new DevicePlacement("gpu:0", 0);

    @Test
    void oneSessionTakesAllCores() {
        ConfigProto config = SessionConfig.of(InferSettings.defaults(), NOTHING, CPU, 8, Precision.FLOAT32);

        assertThat(config.getIntraOpParallelismThreads()).isEqualTo(8);
        assertThat(config.getInterOpParallelismThreads()).isEqualTo(8);
        assertThat(config.getUsePerSessionThreads()).isTrue();
        assertThat(config.getDeviceCountMap()).containsEntry("GPU", 0);
    }

    @Test
    void severalSessionsDivideTheCores() {
        InferSettings settings = settings(0, 0, 3);

        assertThat(SessionConfig.of(settings, NOTHING, CPU, 8, Precision.FLOAT32)
                        .getIntraOpParallelismThreads())
                .isEqualTo(2);
        assertThat(SessionConfig.of(settings, NOTHING, CPU, 2, Precision.FLOAT32)
                        .getIntraOpParallelismThreads())
                .isEqualTo(1);
    }

    @Test
    void threadsThatAreSetAreTaken() {
        ConfigProto config = SessionConfig.of(settings(3, 1, 2), NOTHING, CPU, 8, Precision.FLOAT32);

        assertThat(config.getIntraOpParallelismThreads()).isEqualTo(3);
        assertThat(config.getInterOpParallelismThreads()).isEqualTo(1);
    }

    @Test
    void aGpuSessionKnowsItsShareOfMemory() {
        ConfigProto config = SessionConfig.of(settings(0, 0, 1), NOTHING, GPU, 8, Precision.FLOAT32);

        assertThat(config.getGpuOptions().getAllowGrowth()).isFalse();
        assertThat(config.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.5);
        assertThat(config.getAllowSoftPlacement()).isTrue();
        assertThat(config.getDeviceCountMap()).isEmpty();
    }

    @Test
    void theModelsConfigurationHoldsWhereTheSettingsSayNothing() {
        ConfigProto model = ModelConfig.parse(ModelConfig.encode("intra_op_parallelism_threads: 5"
                + " gpu_options { per_process_gpu_memory_fraction: 0.25 allow_growth: true }"
                + " graph_options { optimizer_options { global_jit_level: ON_1 } }"));

        ConfigProto silent = SessionConfig.of(InferSettings.defaults(), model, GPU, 8, Precision.FLOAT32);
        ConfigProto explicit = SessionConfig.of(settings(3, 1, 1), model, GPU, 8, Precision.FLOAT32);

        assertThat(silent.getIntraOpParallelismThreads()).isEqualTo(5);
        assertThat(silent.getInterOpParallelismThreads()).isEqualTo(5);
        assertThat(silent.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.25);
        assertThat(silent.getGraphOptions()).isEqualTo(model.getGraphOptions());
        assertThat(explicit.getIntraOpParallelismThreads()).isEqualTo(3);
        assertThat(explicit.getInterOpParallelismThreads()).isEqualTo(1);
        assertThat(explicit.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.5);
        assertThat(explicit.getGpuOptions().getAllowGrowth()).isFalse();
    }

    @Test
    void bfloat16IsARewriterOfTheSessionBesideTheModelsOwnOptions() {
        ConfigProto model =
                ModelConfig.parse(ModelConfig.encode("graph_options { optimizer_options { global_jit_level: ON_1 } }"));

        ConfigProto plain = SessionConfig.of(InferSettings.defaults(), model, CPU, 8, Precision.FLOAT32);
        ConfigProto reduced = SessionConfig.of(InferSettings.defaults(), model, CPU, 8, Precision.BFLOAT16);

        assertThat(plain.getGraphOptions().hasRewriteOptions()).isFalse();
        assertThat(reduced.getGraphOptions().getRewriteOptions().getAutoMixedPrecisionOnednnBfloat16())
                .isEqualTo(RewriterConfig.Toggle.ON);
        assertThat(reduced.getGraphOptions().getOptimizerOptions())
                .isEqualTo(model.getGraphOptions().getOptimizerOptions());
    }

    @Test
    void rewritersOfTheModelAreNotTouched() {
        ConfigProto model =
                ModelConfig.parse(ModelConfig.encode("graph_options { rewrite_options { constant_folding: OFF } }"));

        ConfigProto config = SessionConfig.of(InferSettings.defaults(), model, CPU, 8, Precision.BFLOAT16);

        assertThat(config.getGraphOptions()).isEqualTo(model.getGraphOptions());
    }

    private static InferSettings settings(int intra, int inter, int sessions) {
        return new InferSettings(
                "auto", 16, intra, inter, false, 0.5, sessions, 2, CpuPrecision.FLOAT32, WarmUp.ALL, false, null);
    }
}
