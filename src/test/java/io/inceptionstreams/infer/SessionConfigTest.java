package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

class SessionConfigTest {

    private static final Place CPU = new Place("cpu", Place.CPU);
    private static final Place GPU = new Place("gpu:0", 0);

    @Test
    void oneSessionTakesAllCores() {
        ConfigProto config = SessionConfig.of(InferSettings.defaults(), CPU, 8);

        assertThat(config.getIntraOpParallelismThreads()).isEqualTo(8);
        assertThat(config.getInterOpParallelismThreads()).isEqualTo(8);
        assertThat(config.getUsePerSessionThreads()).isTrue();
        assertThat(config.getDeviceCountMap()).containsEntry("GPU", 0);
    }

    @Test
    void severalSessionsDivideTheCores() {
        InferSettings settings = settings(0, 0, 3);

        assertThat(SessionConfig.of(settings, CPU, 8).getIntraOpParallelismThreads())
                .isEqualTo(2);
        assertThat(SessionConfig.of(settings, CPU, 2).getIntraOpParallelismThreads())
                .isEqualTo(1);
    }

    @Test
    void threadsThatAreSetAreTaken() {
        ConfigProto config = SessionConfig.of(settings(3, 1, 2), CPU, 8);

        assertThat(config.getIntraOpParallelismThreads()).isEqualTo(3);
        assertThat(config.getInterOpParallelismThreads()).isEqualTo(1);
    }

    @Test
    void aGpuSessionKnowsItsShareOfMemory() {
        ConfigProto config = SessionConfig.of(settings(0, 0, 1), GPU, 8);

        assertThat(config.getGpuOptions().getAllowGrowth()).isFalse();
        assertThat(config.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.5);
        assertThat(config.getAllowSoftPlacement()).isTrue();
        assertThat(config.getDeviceCountMap()).isEmpty();
    }

    private static InferSettings settings(int intra, int inter, int sessions) {
        return new InferSettings("auto", 16, intra, inter, false, 0.5, sessions, WarmUp.ALL, null);
    }
}
