package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.infer.WarmUp;
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
 * gives them. Later every device must give the same.
 */
final class GoldenShots {

    private static final List<String> PHOTOS = List.of("chelsea.png", "coffee.png", "rocket.jpg");

    private GoldenShots() {}

    /** Writes the images into a draft and gives the metadata with their scores. Loads TensorFlow. */
    static Metadata take(Path draft, Metadata metadata) throws IOException, ModelException {
        return take(draft, draft, metadata);
    }

    /**
     * The same, with scores from another graph.
     *
     * @param judge a folder with a {@code saved_model.pb} that takes the same pixels
     */
    static Metadata take(Path draft, Path judge, Metadata metadata) throws IOException, ModelException {
        List<ByteBuffer> pixels = pixels(Model.draft(draft, metadata));
        List<Scores> scores = classify(Model.draft(judge, metadata), pixels);
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

    /** The largest difference between the scores that the draft's graph gives and those in its metadata. */
    static double difference(Path draft, Metadata taken) throws IOException, ModelException {
        Model model = Model.draft(draft, taken);
        List<Scores> scores = classify(model, pixels(model));
        double largest = 0;
        for (int i = 0; i < scores.size(); i++) {
            List<Float> expected = taken.golden().get(i).scores();
            for (int c = 0; c < expected.size(); c++) {
                double difference = Math.abs(scores.get(i).score(c) - expected.get(c));
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        return largest;
    }

    private static List<ByteBuffer> pixels(Model model) throws IOException {
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), Models.target(model));
        List<ByteBuffer> pixels = new ArrayList<>();
        for (String photo : PHOTOS) {
            pixels.add(decoded(decoder, photo));
        }
        return pixels;
    }

    private static ByteBuffer decoded(ImageDecoder decoder, String photo) throws IOException {
        try (InputStream in = GoldenShots.class.getResourceAsStream("/samples/" + photo)) {
            if (in == null) {
                throw new IOException("the sample " + photo + " is missing from the program");
            }
            return decoder.decode(in.readAllBytes()).pixels();
        } catch (ImageException e) {
            throw new IOException("the sample " + photo + " does not decode", e);
        }
    }

    private static List<Scores> classify(Model model, List<ByteBuffer> pixels) throws ModelException {
        try {
            InferSettings settings = new Configuration(Settings.load(null, System.getenv(), List.of()))
                    .infer(pixels.size(), WarmUp.NONE)
                    .withDevice("cpu");
            try (Classifier classifier = Classifiers.openOne(model, settings)) {
                return classifier.classify(pixels);
            }
        } catch (ClassifierException | SettingsException e) {
            throw new ModelException("the model was written, but it does not run: " + e.getMessage(), e);
        }
    }
}
