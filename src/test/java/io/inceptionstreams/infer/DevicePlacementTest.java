package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicePlacementTest {

    @ParameterizedTest
    @CsvSource({
        "auto, 0, 1, cpu",
        "auto, 0, 2, 'cpu:0 cpu:1'",
        "auto, 2, 2, 'gpu:0 gpu:1'",
        "cpu, 2, 1, cpu",
        "gpu, 2, 1, 'gpu:0 gpu:1'",
        "gpu:1, 2, 1, gpu:1",
        "'gpu:1,gpu:0', 2, 1, 'gpu:1 gpu:0'"
    })
    void whatTheMachineHasDecides(String device, int gpus, int sessions, String expected) {
        List<DevicePlacement> places = DevicePlacement.choose(DeviceSpec.parse(device), gpus, sessions);

        assertThat(places).extracting(DevicePlacement::name).containsExactly(expected.split(" "));
        assertThat(places).allMatch(place -> place.isGpu() == place.name().startsWith("gpu"));
    }

    @Test
    void aGpuThatIsNotThereIsAnErrorOfTheConfiguration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DevicePlacement.choose(DeviceSpec.parse("gpu"), 0, 1))
                .withMessageStartingWith("infer.device: gpu: TensorFlow sees no GPU");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DevicePlacement.choose(DeviceSpec.parse("gpu:0,gpu:2"), 2, 1))
                .withMessageStartingWith("infer.device: gpu:2: TensorFlow sees 2 GPU(s)");
    }
}
