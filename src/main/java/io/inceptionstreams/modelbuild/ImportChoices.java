package io.inceptionstreams.modelbuild;

import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Channels;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.network.Form;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.weights.Framing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is decided when weights become a model. Where nothing is chosen, a photo is brought to the network as the weights'
 * family has it.
 *
 * @param pixels the range the network was trained on
 * @param resize how a photo of another shape is made to fit
 * @param fraction of each side that is kept around the middle
 * @param channels the order in which the network was shown them
 */
public record ImportChoices(
        Optional<PixelRange> pixels,
        Optional<Resize> resize,
        Optional<Double> fraction,
        Optional<Interpolation> interpolation,
        Channels channels,
        Classifier classifier,
        Form.Precision precision) {

    static final ImportChoices NONE = new ImportChoices(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Channels.RGB,
            Classifier.SOFTMAX,
            Form.Precision.FLOAT32);

    /** In the order in which the network gets the channels. */
    Numerics numerics(Numerics family) {
        Numerics rgb = pixels.map(range -> range.of(family)).orElse(family);
        return channels == Channels.RGB ? rgb : rgb.withPixels(reversed(rgb.scale()), reversed(rgb.offset()));
    }

    private static List<Float> reversed(List<Float> values) {
        List<Float> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        return reversed;
    }

    /** @throws IllegalArgumentException when the fraction is none */
    Preprocessing preprocessing(Framing family) {
        return new Preprocessing(
                InceptionV3.SIZE,
                InceptionV3.SIZE,
                resize.orElse(resize(family.fit())),
                fraction.orElse(family.fraction()),
                interpolation.orElse(interpolation(family.sampling())),
                channels);
    }

    Form form() {
        Form.Scoring scoring = switch (classifier) {
            case SOFTMAX -> Form.Scoring.SOFTMAX;
            case SIGMOID -> Form.Scoring.SIGMOID;
        };
        return new Form(precision, scoring);
    }

    private static Resize resize(Framing.Fit family) {
        return switch (family) {
            case STRETCH -> Resize.STRETCH;
            case CROP -> Resize.CROP;
        };
    }

    private static Interpolation interpolation(Framing.Sampling family) {
        return switch (family) {
            case AREA -> Interpolation.AREA;
            case BILINEAR -> Interpolation.BILINEAR;
            case BICUBIC -> Interpolation.BICUBIC;
        };
    }

    boolean isHalf() {
        return precision == Form.Precision.FLOAT16;
    }

    boolean isInt8() {
        return precision == Form.Precision.INT8;
    }

    /** @throws ModelException when int8 and its photos do not come together */
    public void check(@Nullable Path calibration) throws ModelException {
        if (isInt8() != (calibration != null)) {
            throw new ModelException("--precision int8 and --calibration FOLDER go together");
        }
        if (calibration != null && !Files.isDirectory(calibration)) {
            throw new ModelException("--calibration: " + calibration + " is no folder");
        }
    }

    /** The same, in full precision. */
    ImportChoices inFull() {
        return new ImportChoices(pixels, resize, fraction, interpolation, channels, classifier, Form.Precision.FLOAT32);
    }
}
