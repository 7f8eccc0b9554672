package io.inceptionstreams.infer;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Metadata.Features;
import io.inceptionstreams.model.Model;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The pooled features of images, from a model that offers them; for one thread. */
public final class FeatureReader implements AutoCloseable {

    private final Classifier classifier;
    private final int size;

    private FeatureReader(Classifier classifier, int size) {
        this.classifier = classifier;
        this.size = size;
    }

    /**
     * Loads the model on the first device that the settings name.
     *
     * @throws ClassifierException when the model offers no features, or does not load
     */
    public static FeatureReader open(Model model, InferSettings settings) throws ClassifierException {
        Features features = model.features()
                .orElseThrow(() -> new ClassifierException(model.name() + " " + model.version()
                        + " offers no features: its model.json has no \"features\""));
        // To a classifier they are the scores of as many classes.
        Metadata asked = new Metadata(
                model.name(),
                model.version(),
                IntStream.range(0, features.size())
                        .mapToObj(i -> "feature " + i)
                        .toList(),
                model.preprocessing(),
                model.classifier(),
                new Model.Signature(features.signature(), model.signature().input(), features.output()),
                Optional.empty(),
                model.metadata().origin(),
                model.configProto(),
                model.int8(),
                List.of());
        Model shown = new Model(model.folder(), asked, model.sha256());
        return new FeatureReader(Classifiers.unproved(shown, settings), features.size());
    }

    /** The features of each image, in the order of the images; at most {@link #maxBatch()} of them. */
    public List<float[]> read(List<ByteBuffer> images) throws ClassifierException {
        return classifier.classify(images).stream().map(this::features).toList();
    }

    private float[] features(Scores scores) {
        float[] features = new float[size];
        for (int i = 0; i < size; i++) {
            features[i] = scores.score(i);
        }
        return features;
    }

    public int maxBatch() {
        return classifier.maxBatch();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
