package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FamilyTest {

    /** A file that has shapes, and the length of its name as the value of each tensor. */
    private record FakeFile(String name, Map<String, List<Integer>> shapes, List<HeadLayer> dense)
            implements WeightFile {
        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public float[] read(String tensor) {
            return new float[] {tensor.length()};
        }
    }

    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final WeightFile file =
            new FakeFile("keras.h5", shapes, List.of(new WeightFile.HeadLayer("predictions", 10)));

    private Network network;

    @BeforeEach
    void aKerasFile() throws WeightsException {
        network = Family.KERAS.network(file);
        writeAll(1);
    }

    private void writeAll(int first) {
        shapes.clear();
        int convolution = first - 1;
        for (Tensor tensor : network.tensors(false)) {
            boolean dense = tensor.layer().startsWith("head");
            if (!dense && tensor.role() == Tensor.Role.KERNEL) {
                convolution++;
            }
            String number = convolution == 0 ? "" : "_" + convolution;
            String name = switch (tensor.role()) {
                case KERNEL -> dense ? "predictions/kernel" : "conv2d" + number + "/kernel";
                case BIAS -> "predictions/bias";
                case MEAN -> "batch_normalization" + number + "/moving_mean";
                case VARIANCE -> "batch_normalization" + number + "/moving_variance";
                default -> "batch_normalization" + number + "/beta";
            };
            shapes.put(name, tensor.shape());
        }
    }

    @Test
    void aWholeFileIsReadByItsOwnNames() throws WeightsException {
        Weights weights = Family.KERAS.match(network, file).weights();

        Tensor last = network.tensors(false).stream()
                .filter(tensor -> tensor.layer().equals("Mixed_7c.branch_pool") && tensor.role() == Tensor.Role.KERNEL)
                .findFirst()
                .orElseThrow();
        assertThat(weights.values(last)).containsExactly("conv2d_94/kernel".length());
    }

    @Test
    void kerasMayHaveCountedOnFromAnEarlierNetwork() throws WeightsException {
        writeAll(95);

        assertThat(Family.KERAS.match(network, file)).isNotNull();
    }

    @Test
    void newerKerasLeavesTheFirstNumberOut() throws WeightsException {
        writeAll(0);

        assertThat(shapes).containsKey("conv2d/kernel");
        assertThat(Family.KERAS.match(network, file)).isNotNull();
    }

    @Test
    void everythingThatIsWrongIsListed() {
        shapes.remove("conv2d_8/kernel");
        shapes.put("batch_normalization_3/beta", List.of(65));
        shapes.put("optimizer/momentum", List.of(1));

        assertThatThrownBy(() -> Family.KERAS.match(network, file))
                .isInstanceOf(WeightsException.class)
                .hasMessage("""
                        keras.h5: these are not the weights of this network
                        missing (1):
                          conv2d_8/kernel [5, 5, 48, 64], for Mixed_5b.branch5x5_2
                        wrong shape (1):
                          batch_normalization_3/beta is [65], needs [64], for Conv2d_2b_3x3
                        unknown (1):
                          optimizer/momentum""");
    }

    @Test
    void aLongListIsCutAndSaysSo() {
        shapes.clear();

        assertThatThrownBy(() -> Family.KERAS.match(network, file))
                .hasMessageContaining("missing (378):")
                .hasMessageContaining("  and 358 more");
    }

    @Test
    void aFileWithoutItsTopGivesFeatures() {
        Network features = Family.KERAS.network(new FakeFile("notop.h5", shapes, List.of()));

        assertThat(features.outputs()).containsExactly("features");
    }

    @Test
    void aFamilyIsRecognisedByTheNamesOfTheFirstConvolution() throws WeightsException {
        assertThat(Family.of(file)).isEqualTo(Family.KERAS);
        assertThat(Family.of(named("Conv2d_1a_3x3.conv.weight"))).isEqualTo(Family.TORCH);
        assertThat(Family.of(named("InceptionV3/Conv2d_1a_3x3/weights"))).isEqualTo(Family.SLIM);
        assertThatThrownBy(() -> Family.of(named("features.0.weight")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("no family")
                .hasMessageContaining("[features.0.weight]");
    }

    /** DistributedDataParallel and trainers put a name of their own before all. */
    @Test
    void namesBehindAPrefixAreCalledSo() {
        assertThatThrownBy(() -> Family.of(named("module.Conv2d_1a_3x3.conv.weight")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("torchvision's and timm's names behind module., as");
        assertThatThrownBy(() -> Family.of(named("tower/InceptionV3/Conv2d_1a_3x3/weights")))
                .hasMessageContaining("TensorFlow-slim's names behind tower/, as");
    }

    @Test
    void slimCallsTheSameLayersByScopesThatDifferFromModuleToModule() {
        List<Tensor> tensors = InceptionV3.assemble(List.of(1001)).tensors(false);

        Map<Tensor, String> names = SlimNames.of(tensors, file);

        assertThat(names.values())
                .hasSameSizeAs(tensors)
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.contains("null"));
        assertThat(names.values())
                .contains(
                        "InceptionV3/Mixed_5c/Branch_1/Conv_1_0c_5x5/weights",
                        "InceptionV3/Mixed_7b/Branch_1/Conv2d_0b_3x1/BatchNorm/moving_mean",
                        "InceptionV3/Mixed_7c/Branch_1/Conv2d_0c_3x1/BatchNorm/beta",
                        "InceptionV3/AuxLogits/Conv2d_2a_5x5/weights",
                        "InceptionV3/Logits/Conv2d_1c_1x1/biases");
    }

    private static WeightFile named(String tensor) {
        return new FakeFile("some", Map.of(tensor, List.of(1)), List.of());
    }
}
