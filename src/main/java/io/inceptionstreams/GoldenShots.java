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
        Model model = new Model(
                draft,
                metadata.name(),
                metadata.version(),
                "0".repeat(64),
                metadata.labels(),
                metadata.preprocessing(),
                metadata.signature(),
                metadata.classifier(),
                metadata.features(),
                List.of());
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), Models.target(model));
        List<ByteBuffer> pixels = new ArrayList<>();
        for (String photo : PHOTOS) {
            pixels.add(decoded(decoder, photo));
        }
        List<Golden> golden = new ArrayList<>();
        List<Scores> scores = classify(model, pixels);
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
            List<Classifier> classifiers = Classifiers.open(model, settings);
            try {
                return classifiers.get(0).classify(pixels);
            } finally {
                classifiers.forEach(Classifier::close);
            }
        } catch (ClassifierException | SettingsException e) {
            throw new ModelException("the model was written, but it does not run: " + e.getMessage(), e);
        }
    }
}
