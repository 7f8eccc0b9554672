package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelConfigTest {

    private static Model model(Optional<String> configProto) {
        return new Model(
                Path.of("nowhere"),
                "pets",
                "7",
                "0".repeat(64),
                List.of("cat", "dog"),
                new Preprocessing(4, 4, Resize.STRETCH, Interpolation.AREA),
                new Model.Signature("serving_default", "images", "probabilities"),
                Classifier.SOFTMAX,
                Optional.empty(),
                configProto,
                List.of());
    }

    @Test
    void whatWasEncodedIsRead() throws ClassifierException {
        // As Python has it:
        // base64.b64encode(tf.compat.v1.ConfigProto(intra_op_parallelism_threads=2).SerializeToString())
        assertThat(ModelConfig.encode("intra_op_parallelism_threads: 2")).isEqualTo("EAI=");
        assertThat(ModelConfig.of(model(Optional.of("EAI="))).getIntraOpParallelismThreads())
                .isEqualTo(2);
        assertThat(ModelConfig.describe("EAI=")).isEqualTo("intra_op_parallelism_threads: 2");
        assertThat(ModelConfig.of(model(Optional.empty())).getSerializedSize()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no base64!                 | is no base64: ",
                "EA==                       | does not parse as TensorFlow's ConfigProto: ",
                "+D4B                       | does not parse as TensorFlow's ConfigProto: it has fields that are"
                        + " unknown there",
                "CgcKA0dQVRAC               | device_count and gpu_options.visible_device_list are infer.device's to"
                        + " decide"
            })
    void whatDoesNotParseIsRefusedByName(String base64, String why) {
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> ModelConfig.of(model(Optional.of(base64))))
                .withMessageStartingWith("pets 7: configProto in model.json: " + why);
    }

    @Test
    void textThatIsNoConfigurationIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelConfig.encode("colour: 3"))
                .withMessageStartingWith("does not parse as TensorFlow's ConfigProto: ")
                .withMessageContaining("colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelConfig.encode("gpu_options { visible_device_list: '1' }"))
                .withMessageContaining("infer.device's to decide");
    }

    @Test
    void featuresThatAModelDoesNotOfferAreRefusedByTheKey() {
        assertThatExceptionOfType(ClassifierException.class)
                .isThrownBy(() -> Fetch.of(model(Optional.empty()), true))
                .withMessage("output.features=true: pets 7 offers no features: its model.json has no \"features\"");
    }
}
