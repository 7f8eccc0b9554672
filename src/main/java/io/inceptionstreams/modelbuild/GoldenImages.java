package io.inceptionstreams.modelbuild;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.model.Golden;
import io.inceptionstreams.model.GoldenImage;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The golden images of a new model: sample photos as its decoder sees them, with the scores that this machine's CPU
 * gives them in float32. Later every device must give nearly the same, in whatever precision.
 */
final class GoldenImages {

    private static final List<String> PHOTOS = List.of("chelsea.png", "coffee.png", "rocket.jpg");

    private GoldenImages() {}

    /**
     * Writes the images into a draft and gives the metadata with their scores. Loads TensorFlow.
     *
     * @param settings of the command that makes the model; the device is the CPU whatever they say
     */
    static Metadata take(Path draft, Metadata metadata, InferSettings settings) throws IOException, ModelException {
        return take(draft, draft, metadata, settings);
    }

    /**
     * The same, with scores from another graph.
     *
     * @param judge a folder with a {@code saved_model.pb} that takes the same pixels
     */
    static Metadata take(Path draft, Path judge, Metadata metadata, InferSettings settings)
            throws IOException, ModelException {
        List<ByteBuffer> pixels = pixels(Model.draft(draft, metadata));
        Metadata full = metadata.withConfigProto(metadata.configProto().map(ModelConfig::inFull));
        List<Scores> scores = classify(Model.draft(judge, full), pixels, settings);
        List<Golden> golden = new ArrayList<>();
        Files.createDirectory(draft.resolve("golden"));
        for (int i = 0; i < PHOTOS.size(); i++) {
            String name = "golden/" + PHOTOS.get(i).replaceFirst("\\..*", ".png");
            byte[] bytes = new byte[pixels.get(i).remaining()];
            pixels.get(i).duplicate().get(bytes);
            GoldenImage.write(draft.resolve(name), metadata.preprocessing(), bytes);
            Scores answer = scores.get(i);
            golden.add(new Golden(
                    name,
                    IntStream.range(0, metadata.labels().size())
                            .mapToObj(answer::score)
                            .toList()));
        }
        return metadata.withGolden(golden);
    }

    /**
     * How far a score is from the golden one, at the most.
     *
     * @param image where that is
     */
    record Difference(double largest, String image) {}

    /** The largest difference between the scores that the draft's graph gives and those in its metadata. */
    static Difference difference(Path draft, Metadata taken, InferSettings settings)
            throws IOException, ModelException {
        Model model = Model.draft(draft, taken);
        List<Scores> scores = classify(model, pixels(model), settings);
        Difference largest = new Difference(0, taken.golden().get(0).image());
        for (int i = 0; i < scores.size(); i++) {
            Golden golden = taken.golden().get(i);
            for (int c = 0; c < golden.scores().size(); c++) {
                double difference =
                        Math.abs(scores.get(i).score(c) - golden.scores().get(c));
                if (!(difference <= largest.largest())) { // not a number is the largest
                    largest = new Difference(
                            Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference, golden.image());
                }
            }
        }
        return largest;
    }

    private static List<ByteBuffer> pixels(Model model) throws IOException {
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), Target.of(model.preprocessing()));
        List<ByteBuffer> pixels = new ArrayList<>();
        for (String photo : PHOTOS) {
            pixels.add(decoded(decoder, photo));
        }
        return pixels;
    }

    private static ByteBuffer decoded(ImageDecoder decoder, String photo) throws IOException {
        try (InputStream in = GoldenImages.class.getResourceAsStream("/samples/" + photo)) {
            if (in == null) {
                throw new IOException("the sample " + photo + " is missing from the program");
            }
            return decoder.decode(in.readAllBytes()).pixels();
        } catch (ImageException e) {
            throw new IOException("the sample " + photo + " does not decode", e);
        }
    }

    private static List<Scores> classify(Model model, List<ByteBuffer> pixels, InferSettings settings)
            throws ModelException {
        try (Classifier classifier = Classifiers.openOne(model, settings.onceOnTheCpu(pixels.size()))) {
            return classifier.classify(pixels);
        } catch (ClassifierException e) {
            throw new ModelException("the model was written, but it does not run: " + e.getMessage(), e);
        }
    }
}
