package io.inceptionstreams.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.testing.RealModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ResultSizeCheckTest {

    private static final Model PETS = Model.draft(
            Path.of("nowhere"),
            new Metadata(
                    "pets",
                    "1",
                    List.of("cat", "dog"),
                    new Preprocessing(299, 299, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                    Metadata.Classifier.SOFTMAX,
                    new Model.Signature("serving_default", "images", "probabilities"),
                    Optional.of(new Metadata.Features("all", "features", 2048)),
                    new Metadata.Origin("made by hand", "CC0-1.0", "")));

    private static void check(String... settings) throws SettingsException {
        ResultSizeCheck.check(RealModel.configuration(List.of(settings)), PETS);
    }

    @Test
    void resultsThatNeverFitAreRefusedAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check("output.features=true", "output.max-bytes=11000"))
                .withMessage(
                        "output.max-bytes=11000: with output.features=true a result of pets has at least 11948 bytes");
        assertThatCode(() -> check("output.features=true")).doesNotThrowAnyException();
        assertThatCode(() -> check("output.max-bytes=1024")).doesNotThrowAnyException();
    }

    /** Here a simulated device, which would refuse features with another message, if it came to that. */
    @Test
    void aModelThatIsToReplaceTheServedOneIsHeldToTheSame() throws SettingsException {
        ModelReloader.Source source = ModelLoader.source(RealModel.configuration(
                List.of("infer.device=simulated:1+1", "output.features=true", "output.max-bytes=11000")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.load(PETS))
                .withMessageStartingWith("output.max-bytes=11000: ");
    }
}
