package io.inceptionstreams;

import io.inceptionstreams.ModelBuild.PixelRange;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.network.Form;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.weights.Framing;
import java.util.Optional;

/**
 * What is decided when weights become a model. Where nothing is chosen, a photo is brought to the network as the weights'
 * family has it.
 *
 * @param pixels the range the network was trained on
 * @param resize how a photo of another shape is made to fit
 * @param fraction of each side that is kept around the middle
 */
record Choices(
        Optional<PixelRange> pixels,
        Optional<Resize> resize,
        Optional<Double> fraction,
        Optional<Interpolation> interpolation,
        Classifier classifier,
        Form.Precision precision) {

    static final Choices NONE = new Choices(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Classifier.SOFTMAX,
            Form.Precision.FLOAT32);

    Numerics numerics(Numerics family) {
        return pixels.map(range -> range.of(family)).orElse(family);
    }

    /** @throws IllegalArgumentException when the fraction is none */
    Preprocessing preprocessing(Framing family) {
        return new Preprocessing(
                InceptionV3.SIZE,
                InceptionV3.SIZE,
                resize.orElse(Resize.valueOf(family.fit().name())),
                fraction.orElse(family.fraction()),
                interpolation.orElse(Interpolation.valueOf(family.sampling().name())),
                Preprocessing.Channels.RGB);
    }

    Form form() {
        return new Form(precision, Form.Scoring.valueOf(classifier.name()));
    }

    boolean isHalf() {
        return precision == Form.Precision.FLOAT16;
    }

    /** The same, in full precision. */
    Choices inFull() {
        return new Choices(pixels, resize, fraction, interpolation, classifier, Form.Precision.FLOAT32);
    }
}
