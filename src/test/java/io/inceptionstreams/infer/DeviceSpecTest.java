package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSpecTest {

    @Test
    void readsEachForm() {
        assertThat(DeviceSpec.parse("auto")).isEqualTo(new DeviceSpec.Auto());
        assertThat(DeviceSpec.parse("cpu")).isEqualTo(new DeviceSpec.Cpu());
        assertThat(DeviceSpec.parse("gpu")).isEqualTo(new DeviceSpec.AllGpus());
        assertThat(DeviceSpec.parse("gpu:3")).isEqualTo(new DeviceSpec.Gpus(List.of(3)));
        assertThat(DeviceSpec.parse("gpu:1, gpu:0")).isEqualTo(new DeviceSpec.Gpus(List.of(1, 0)));
        assertThat(DeviceSpec.parse("simulated:8+0.4")).isEqualTo(new DeviceSpec.Simulated(new CostCurve(8, 0.4), 1));
        assertThat(DeviceSpec.parse("simulated:2.5+0x4")).isEqualTo(new DeviceSpec.Simulated(new CostCurve(2.5, 0), 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CPU",
                "gpu:",
                "gpu:x",
                "gpu:0,",
                "gpu:0,cpu",
                "gpu:0,gpu:0",
                "gpu:0,gpu:00",
                "simulated",
                "simulated:8",
                "simulated:-8+1",
                "simulated:8+0.4x0",
                "simulated:8+NaN",
                "simulated:8+0.4x",
                "tpu:0"
            })
    void refusesWhatItDoesNotKnow(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceSpec.parse(text))
                .withMessageStartingWith("infer.device must be")
                .withMessageEndingWith(": " + text);
    }
}
