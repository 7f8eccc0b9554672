package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as Keras 3.15 wrote them, cut down to a few layers. */
final class KerasStatesTest {

    @TempDir
    Path folder = Path.of("");

    private final ClassicHdf5.Group root = new ClassicHdf5.Group();

    /** @param numbers of values by variable, in the variables' order */
    private ClassicHdf5.Group layer(String place, String name, int... numbers) {
        ClassicHdf5.Group group = root.group("layers");
        for (String part : place.split("/", -1)) {
            group = group.group(part);
        }
        ClassicHdf5.Group variables = group.group("vars").attribute("name", name);
        for (int i = 0; i < numbers.length; i++) {
            float[] values = new float[numbers[i]];
            java.util.Arrays.fill(values, i);
            variables.dataset(String.valueOf(i), List.of(numbers[i]), values);
        }
        return group;
    }

    private KerasFile read() throws IOException, WeightsException {
        Path path = folder.resolve("model.weights.h5");
        ClassicHdf5.write(path, root);
        return KerasFile.open(path);
    }

    @Test
    void aLayerHasItsOwnNameAndNotThatOfItsPlace() throws IOException, WeightsException {
        layer("conv2d_5", "conv2d_8", 1);
        layer("conv2d_8", "conv2d_5", 2);

        assertThat(read().shapes())
                .containsEntry("conv2d_8/kernel", List.of(1))
                .containsEntry("conv2d_5/kernel", List.of(2));
    }

    @Test
    void variablesAreNamedByTheKindOfTheirLayer() throws IOException, WeightsException {
        layer("batch_normalization_5", "batch_normalization_8", 1, 1, 1);
        layer("batch_normalization_6", "batch_normalization_7", 1, 1, 1, 1);
        layer("functional/layers/dense", "predictions", 6, 3);
        layer("dropout/seed_generator", "seed_generator", 2);

        KerasFile file = read();

        assertThat(file.shapes())
                .containsOnlyKeys(
                        "batch_normalization_8/beta",
                        "batch_normalization_8/moving_mean",
                        "batch_normalization_8/moving_variance",
                        "batch_normalization_7/gamma",
                        "batch_normalization_7/beta",
                        "batch_normalization_7/moving_mean",
                        "batch_normalization_7/moving_variance",
                        "predictions/kernel",
                        "predictions/bias",
                        "seed_generator/0");
        assertThat(file.read("batch_normalization_8/moving_variance")).containsExactly(2);
        assertThat(file.read("batch_normalization_7/moving_variance")).containsExactly(3);
    }

    @Test
    void theOptimisersStateIsBesideTheLayers() throws IOException, WeightsException {
        layer("conv2d", "conv2d", 1);
        root.group("optimizer").group("vars").dataset("0", List.of(1), new float[1]);

        assertThat(read().shapes()).containsOnlyKeys("conv2d/kernel");
    }

    /** Keras 2.16 and early versions of Keras 3: the place is all there is, and it is not the number of the layer. */
    @Test
    void layersWithoutTheirNamesAreRefusedWithAWayOut() {
        root.group("layers").group("conv2d_5").group("vars").dataset("0", List.of(1), new float[1]);

        assertThatThrownBy(this::read)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("/layers/conv2d_5/vars")
                .hasMessageContaining("model.save(\"NAME.h5\")");
    }
}
