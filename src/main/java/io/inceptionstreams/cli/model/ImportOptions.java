package io.inceptionstreams.cli.model;

import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Preprocessing.Channels;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.modelbuild.ImportChoices;
import io.inceptionstreams.modelbuild.PixelRange;
import io.inceptionstreams.network.Form.Precision;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that turn weights into a model: what the weights' file does not say. */
public final class ImportOptions {

    @Option(
            names = "--pixels",
            paramLabel = "RANGE",
            description = "The range of the pixels in training: zero_to_one, minus_one_to_one or imagenet "
                    + "(default: as published; Keras has minus_one_to_one).")
    @Nullable
    PixelRange pixels;

    @Option(
            names = "--resize",
            paramLabel = "WAY",
            description = "How a photo is made square: stretch, or crop to the middle (default: the family's).")
    @Nullable
    Resize resize;

    @Option(
            names = "--fraction",
            paramLabel = "FRACTION",
            description = "How much of each side is kept around the middle, above 0 and at most 1 "
                    + "(default: the family's).")
    @Nullable
    Double fraction;

    @Option(
            names = "--interpolation",
            paramLabel = "WAY",
            description = "How pixels are computed: area, bilinear or bicubic (default: the family's).")
    @Nullable
    Interpolation interpolation;

    @Option(
            names = "--channels",
            paramLabel = "ORDER",
            description = "The order of the colours in training: rgb, or bgr as OpenCV has it (default: rgb).")
    Channels channels = Channels.RGB;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description =
                    "What the convolutions compute with: float32, float16 for GPUs, or int8 for CPUs that multiply 8 bits "
                            + "(default: float32).")
    Precision precision = Precision.FLOAT32;

    /** Whether any was given. */
    boolean any() {
        return pixels != null
                || resize != null
                || fraction != null
                || interpolation != null
                || channels != Channels.RGB
                || precision != Precision.FLOAT32;
    }

    public ImportChoices choices(Classifier classifier) {
        return new ImportChoices(
                Optional.ofNullable(pixels),
                Optional.ofNullable(resize),
                Optional.ofNullable(fraction),
                Optional.ofNullable(interpolation),
                channels,
                classifier,
                precision);
    }
}
