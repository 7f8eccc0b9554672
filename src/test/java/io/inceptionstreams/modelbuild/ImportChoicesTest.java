package io.inceptionstreams.modelbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.cli.model.ImportOptions;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Channels;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.network.Form;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.weights.Framing;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ImportChoicesTest {

    private static final Framing TORCH = new Framing(Framing.Fit.CROP, 0.875, Framing.Sampling.BICUBIC);
    private static final Numerics FAMILY =
            new Numerics(1e-3f, false, Numerics.Borders.EXCLUDED, List.of(1 / 127.5f), List.of(-1f));

    private static ImportChoices parsed(Classifier classifier, String... options) {
        ImportOptions parsed = new ImportOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(parsed))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options);
        return parsed.choices(classifier);
    }

    @Test
    void withoutAChoiceTheFamilyHolds() {
        ImportChoices none = parsed(Classifier.SOFTMAX);

        assertThat(none).isEqualTo(ImportChoices.NONE);
        assertThat(none.preprocessing(TORCH))
                .isEqualTo(new Preprocessing(299, 299, Resize.CROP, 0.875, Interpolation.BICUBIC, Channels.RGB));
        assertThat(none.numerics(FAMILY)).isEqualTo(FAMILY);
        assertThat(none.form()).isEqualTo(Form.USUAL);
    }

    @Test
    void whatIsChosenHolds() {
        ImportChoices chosen = parsed(
                Classifier.SIGMOID,
                "--resize=stretch",
                "--fraction=0.5",
                "--interpolation=bilinear",
                "--channels=bgr",
                "--pixels=imagenet",
                "--precision=float16");

        assertThat(chosen.preprocessing(TORCH))
                .isEqualTo(new Preprocessing(299, 299, Resize.STRETCH, 0.5, Interpolation.BILINEAR, Channels.BGR));
        assertThat(chosen.form()).isEqualTo(new Form(Form.Precision.FLOAT16, Form.Scoring.SIGMOID));
        assertThat(chosen.inFull().form()).isEqualTo(new Form(Form.Precision.FLOAT32, Form.Scoring.SIGMOID));
        // Blue comes first, so its mean and deviation do.
        assertThat(chosen.numerics(FAMILY).offset())
                .containsExactly(-0.406f / 0.225f, -0.456f / 0.224f, -0.485f / 0.229f);
    }

    @Test
    void aFractionThatIsNoneIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parsed(Classifier.SOFTMAX, "--fraction=1.5").preprocessing(TORCH))
                .withMessage("preprocessing.fraction: must be above 0 and at most 1, is 1.5");
    }
}
