package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

final class ModelConfigTest {

    @Test
    void whatWasEncodedIsRead() throws ClassifierException {
        // As Python has it:
        // base64.b64encode(tf.compat.v1.ConfigProto(intra_op_parallelism_threads=2).SerializeToString())
        assertThat(ModelConfig.encode("intra_op_parallelism_threads: 2")).isEqualTo("EAI=");
        assertThat(ModelConfig.of(TinyModel.configured(Optional.of("EAI="))).getIntraOpParallelismThreads())
                .isEqualTo(2);
        assertThat(ModelConfig.describe("EAI=")).isEqualTo("intra_op_parallelism_threads: 2");
        assertThat(ModelConfig.of(TinyModel.configured(Optional.empty())).getSerializedSize())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "auto_mixed_precision_onednn_bfloat16: ON, true",
        "auto_mixed_precision_mkl: ON, true",
        "auto_mixed_precision_onednn_bfloat16: OFF, false",
        "disable_meta_optimizer: true, false"
    })
    void theJudgesConfigurationHasNoRewriterToLessPrecision(String rewriter, boolean reduced) {
        String asked = ModelConfig.encode("intra_op_parallelism_threads: 2 graph_options { rewrite_options { "
                + rewriter + " constant_folding: OFF } }");

        ConfigProto full = ModelConfig.parse(ModelConfig.inFull(asked));

        assertThat(ModelConfig.isReduced(ModelConfig.parse(asked))).isEqualTo(reduced);
        assertThat(ModelConfig.isReduced(full)).isFalse();
        assertThat(full.getIntraOpParallelismThreads()).isEqualTo(2);
        assertThat(full.getGraphOptions().getRewriteOptions().getConstantFolding())
                .isEqualTo(RewriterConfig.Toggle.OFF);
    }

    @Test
    void theJudgesConfigurationIsTheModelsWhereThatHasNoRewriters() {
        assertThat(ModelConfig.inFull("EAI=")).isEqualTo("EAI=");
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
                .isThrownBy(() -> ModelConfig.of(TinyModel.configured(Optional.of(base64))))
                .withMessageStartingWith("tiny 1: configProto in model.json: " + why);
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
                .isThrownBy(() -> OutputSpec.of(TinyModel.configured(Optional.empty()), true))
                .withMessage("output.features=true: tiny 1 offers no features: its model.json has no \"features\"");
    }
}
