package io.inceptionstreams;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.Weights;
import io.inceptionstreams.network.weights.Framing;
import io.inceptionstreams.network.weights.Published;
import io.inceptionstreams.network.weights.Trained;
import io.inceptionstreams.network.weights.WeightFiles;
import io.inceptionstreams.network.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a weight file to a model folder.
 *
 * @param weights what {@link WeightFiles} reads
 * @param name the model's; that of the published weights if empty
 * @param labels the classes; needed unless the weights are known
 * @param pixels the range the network was trained on; needed only where it is not the family's
 */
record ModelBuild(
        Path models,
        Path weights,
        Optional<String> name,
        String version,
        Optional<List<String>> labels,
        Optional<PixelRange> pixels,
        boolean replace) {

    /** What 0 and 255 become. */
    enum PixelRange {
        ZERO_TO_ONE,
        MINUS_ONE_TO_ONE,
        /** Mean 0 and deviation 1 over ImageNet, by channel; timm's {@code gluon_in1k} was trained so. */
        IMAGENET;

        Numerics of(Numerics numerics) {
            return switch (this) {
                case ZERO_TO_ONE -> numerics.withPixels(1 / 255f, 0f);
                case MINUS_ONE_TO_ONE -> numerics.withPixels(1 / 127.5f, -1f);
                case IMAGENET ->
                    numerics.withPixels(
                            List.of(1 / (255 * 0.229f), 1 / (255 * 0.224f), 1 / (255 * 0.225f)),
                            List.of(-0.485f / 0.229f, -0.456f / 0.224f, -0.406f / 0.225f));
            };
        }
    }

    /** The published weights in a file, with everything that is known of them. */
    static ModelBuild published(Path models, Path weights) {
        return new ModelBuild(models, weights, Optional.empty(), "1", Optional.empty(), Optional.empty(), false);
    }

    Model run(Progress progress) throws IOException, ModelException {
        progress.step("Reading the weights");
        Trained trained;
        try {
            trained = WeightFiles.read(weights);
        } catch (WeightsException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
        progress.step("Found " + trained.found());
        if (!trained.network().outputs().contains(InceptionV3.LOGITS)) {
            throw new ModelException(weights + ": " + trained.found()
                    + ": without a top there are no classes; 'model train-head' makes one");
        }
        Metadata metadata = metadata(trained);
        Numerics numerics = pixels.map(range -> range.of(trained.numerics())).orElse(trained.numerics());
        Path place = ModelWriter.place(models, metadata.name(), metadata.version());
        progress.step("Writing " + place);
        try {
            Weights counted = counted(trained, numerics, progress);
            return ModelWriter.write(
                    models,
                    metadata,
                    out -> SavedModelExport.write(trained.network(), numerics, counted, out),
                    (draft, complete) -> {
                        progress.step("Taking golden images");
                        return GoldenShots.take(draft, complete);
                    },
                    replace);
        } catch (FileAlreadyExistsException e) {
            throw exists(place, e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(weights + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new ModelException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static ModelException exists(Path place, @Nullable Throwable cause) {
        return new ModelException(place + " exists; --force replaces it", cause);
    }

    private static Weights counted(Trained trained, Numerics numerics, Progress progress) {
        int total = trained.network().tensors(numerics.gamma()).size();
        int[] done = {0};
        return tensor -> {
            done[0]++;
            progress.advance(done[0], total);
            return trained.weights().values(tensor);
        };
    }

    static Preprocessing preprocessing(Framing framing) {
        return new Preprocessing(
                InceptionV3.SIZE,
                InceptionV3.SIZE,
                Resize.valueOf(framing.fit().name()),
                framing.fraction(),
                Interpolation.valueOf(framing.sampling().name()),
                Preprocessing.Channels.RGB);
    }

    private Metadata metadata(Trained trained) throws ModelException {
        Optional<Published> known = trained.published();
        Network network = trained.network();
        int units = network.size(InceptionV3.LOGITS);
        List<String> classes = labels.or(() -> known.map(Published::labels))
                .or(() -> ImageNet.labels(units))
                .orElseThrow(() -> new ModelException(weights + ": these weights have " + units
                        + " classes and are not known here: name them with --labels FILE"));
        if (classes.size() != units) {
            throw new ModelException("labels: the network has " + units + " classes, there are " + classes.size());
        }
        Metadata.Origin origin = new Metadata.Origin(
                known.map(Published::source).orElse(String.valueOf(weights.getFileName())),
                known.map(Published::licence).orElse("not stated"),
                trained.notice().or(() -> known.map(Published::copyright)).orElse(""));
        try {
            return new Metadata(
                    name.or(() -> known.map(Published::name)).orElse("inception-v3"),
                    version,
                    classes,
                    preprocessing(trained.framing()),
                    Metadata.Classifier.SOFTMAX,
                    new Model.Signature(SavedModelExport.ANSWERS, SavedModelExport.INPUT, InceptionV3.PROBABILITIES),
                    Optional.of(new Metadata.Features(
                            SavedModelExport.ALL, InceptionV3.FEATURES, network.size(InceptionV3.FEATURES))),
                    origin);
        } catch (IllegalArgumentException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
