package io.inceptionstreams.cli;

import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classifies files in batches, in their order; what cannot be decoded is told before the rest of its batch. */
final class FileClassifier {

    /** Is told about each file once. */
    interface Results {

        void classified(Path file, DecodedImage image, Scores scores) throws IOException;

        /** @param why with the code of the reason, as a dead letter has it */
        void failed(Path file, String why) throws IOException;
    }

    private final ImageDecoder decoder;
    private final Classifier classifier;
    private final Results results;
    private final List<Path> files = new ArrayList<>();
    private final List<DecodedImage> images = new ArrayList<>();

    FileClassifier(ImageDecoder decoder, Classifier classifier, Results results) {
        this.decoder = decoder;
        this.classifier = classifier;
        this.results = results;
    }

    void classify(List<Path> all) throws ClassifierException, IOException {
        for (Path file : all) {
            decode(file);
            if (images.size() == classifier.maxBatch()) {
                classifyBatch();
            }
        }
        if (!images.isEmpty()) {
            classifyBatch();
        }
    }

    private void decode(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            results.failed(file, "cannot be read: " + e);
            return;
        }
        try {
            images.add(decoder.decode(bytes));
            files.add(file);
        } catch (ImageException e) {
            results.failed(
                    file, e.rejected().reason().code() + ": " + e.rejected().detail());
        }
    }

    private void classifyBatch() throws ClassifierException, IOException {
        List<Scores> scores =
                classifier.classify(images.stream().map(DecodedImage::pixels).toList());
        for (int i = 0; i < scores.size(); i++) {
            results.classified(files.get(i), images.get(i), scores.get(i));
        }
        files.clear();
        images.clear();
    }
}
