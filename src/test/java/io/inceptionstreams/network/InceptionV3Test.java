package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InceptionV3Test {

    private final Network keras = InceptionV3.assemble(List.of(1000));

    @ParameterizedTest
    @CsvSource({
        "images, 299x299x3, 0",
        "Conv2d_1a_3x3, 149x149x32, 960",
        "Conv2d_2a_3x3, 147x147x32, 9312",
        "Conv2d_2b_3x3, 147x147x64, 18624",
        "MaxPool_3a_3x3, 73x73x64, 0",
        "Conv2d_3b_1x1, 73x73x80, 5360",
        "Conv2d_4a_3x3, 71x71x192, 138816",
        "MaxPool_5a_3x3, 35x35x192, 0",
        "Mixed_5b, 35x35x256, 256368",
        "Mixed_5c, 35x35x288, 277968",
        "Mixed_5d, 35x35x288, 285648",
        "Mixed_6a, 17x17x768, 1153920",
        "Mixed_6b, 17x17x768, 1298944",
        "Mixed_6c, 17x17x768, 1692736",
        "Mixed_6d, 17x17x768, 1692736",
        "Mixed_6e, 17x17x768, 2143872",
        "AuxLogits, 1x1x1000, 3327592",
        "Mixed_7a, 8x8x1280, 1699584",
        "Mixed_7b, 8x8x2048, 5047872",
        "Mixed_7c, 8x8x2048, 6080064",
        "pool, 1x1x2048, 0",
        "head, 1x1x1000, 2049000"
    })
    void everyStageHasTheShapeAndTheParametersOfTheTable(String name, String shape, long parameters) {
        Description.Stage stage = Description.of(keras, false).stages().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();

        assertThat(stage.shape()).hasToString(shape);
        assertThat(stage.parameters()).isEqualTo(parameters);
    }

    @Test
    void theTableAboveIsComplete() {
        assertThat(Description.of(keras, false).stages()).hasSize(22);
    }

    @Test
    void totalsAreThoseOfKeras() {
        Description description = Description.of(keras, false);

        assertThat(description.parameters()).isEqualTo(23_851_784);
        assertThat(description.parametersWithAuxiliary()).isEqualTo(23_851_784 + 3_327_592);
        assertThat(description.multiplyAdds()).isEqualTo(5_713_216_096L);
    }

    @Test
    void whatIsLearnedByGradientIsThatOfTorchvision() {
        // torchvision counts gamma and beta, and neither mean nor variance: 27,161,264 with AuxLogits.
        Set<Tensor.Role> statistics = Set.of(Tensor.Role.MEAN, Tensor.Role.VARIANCE);

        long learned = keras.tensors(true).stream()
                .filter(tensor -> !statistics.contains(tensor.role()))
                .mapToLong(Tensor::size)
                .sum();

        assertThat(learned).isEqualTo(27_161_264);
    }

    @Test
    void aHeadOfThreeLayersHasTheParametersOfNsfwjs() {
        Network nsfwjs = InceptionV3.assemble(List.of(256, 128, 5)).keeping(List.of(InceptionV3.PROBABILITIES));

        assertThat(nsfwjs.parameters(false)).isEqualTo(22_360_869);
    }

    @Test
    void withoutItsOutputTheAuxiliaryClassifierIsGone() {
        Network answering = keras.keeping(List.of(InceptionV3.PROBABILITIES, InceptionV3.FEATURES));

        assertThat(answering.outputs()).containsExactly("features", "probabilities");
        assertThat(answering.nodes()).extracting(Node::name).noneMatch(name -> name.startsWith("AuxLogits"));
        assertThat(answering.parameters(false)).isEqualTo(23_851_784);
    }

    @Test
    void featuresAloneNeedNoHead() {
        Network features = keras.keeping(List.of(InceptionV3.FEATURES));

        assertThat(features.stages()).extracting(Network.Stage::name).doesNotContain("head", "AuxLogits");
        assertThat(features.size(InceptionV3.FEATURES)).isEqualTo(2048);
    }

    @Test
    void anOutputThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> keras.keeping(List.of("embedding")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("embedding");
    }

    @Test
    void thereAre94ConvolutionsAndTwoOfTheAuxiliaryClassifier() {
        List<String> convolutions = keras.nodes().stream()
                .filter(Node.Convolution.class::isInstance)
                .map(Node::name)
                .collect(Collectors.toList());

        assertThat(convolutions).hasSize(96).doesNotHaveDuplicates();
        assertThat(convolutions)
                .filteredOn(name -> name.startsWith("AuxLogits"))
                .hasSize(2);
    }

    @Test
    void withoutAHeadTheNetworkEndsAtTheFeatures() {
        Network features = InceptionV3.assemble(List.of());

        assertThat(features.outputs()).containsExactly(InceptionV3.FEATURES);
        assertThat(features.parameters(false)).isEqualTo(21_802_784);
    }

    @Test
    void aHeadWithoutUnitsIsRefused() {
        assertThatThrownBy(() -> InceptionV3.assemble(List.of(256, 0))).hasMessageContaining("[256, 0]");
    }
}
