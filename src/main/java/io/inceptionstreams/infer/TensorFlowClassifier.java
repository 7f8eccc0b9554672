package io.inceptionstreams.infer;

import io.inceptionstreams.model.Model;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.proto.ConfigProto;

/**
 * A model in a TensorFlow session of DJL's engine.
 *
 * <p>Memory: a buffer of {@code maxBatch} images for each call that may run at a time, kept for life, into which each image
 * is copied once and which TensorFlow reads in place. Calls share the session and its threads.
 */
final class TensorFlowClassifier implements GuardedClassifier.Scorer {

    /** TensorFlow copies input that is not aligned so. */
    private static final int ALIGNMENT = 64;

    private final GraphSession session;
    private final List<String> labels;
    private final int imageBytes;
    private final BlockingQueue<ByteBuffer> buffers;

    private TensorFlowClassifier(GraphSession session, List<String> labels, int imageBytes, int maxBatch, int calls) {
        this.session = session;
        this.labels = labels;
        this.imageBytes = imageBytes;
        this.buffers = new ArrayBlockingQueue<>(calls);
        for (int i = 0; i < calls; i++) {
            // alignedSlice cuts both ends.
            buffers.add(ByteBuffer.allocateDirect(Math.multiplyExact(imageBytes, maxBatch) + 2 * ALIGNMENT)
                    .alignedSlice(ALIGNMENT));
        }
    }

    /**
     * Loads the model; it is not warmed up yet. TensorFlow must be loaded.
     *
     * @param device the classifier's name
     */
    static Classifier load(
            Model model, String device, DevicePlacement place, InferSettings settings, ConfigProto config)
            throws ClassifierException {
        int height = model.preprocessing().height();
        int width = model.preprocessing().width();
        List<OutputSpec> wanted = OutputSpec.of(model, settings.features());
        long[] image = {height, width, 3};
        GraphSession session;
        if (place.gpu() > 0) {
            try (PinnedModel pinned = PinnedModel.copy(model.folder(), "/device:GPU:" + place.gpu())) {
                session = GraphSession.load(pinned.folder(), wanted, image, config);
            }
        } else {
            session = GraphSession.load(model.folder(), wanted, image, config);
        }
        GuardedClassifier.Scorer scorer = new TensorFlowClassifier(
                session,
                model.labels(),
                Math.multiplyExact(height * 3, width),
                settings.maxBatch(),
                settings.callsPerDevice());
        return new GuardedClassifier(scorer, device, settings.maxBatch(), settings.callsPerDevice());
    }

    @Override
    public List<Scores> score(List<ByteBuffer> images) throws ClassifierException {
        ByteBuffer batch = buffers.remove(); // there is one for each caller
        try {
            batch.clear();
            for (ByteBuffer image : images) {
                if (image.remaining() != imageBytes) {
                    throw new IllegalArgumentException("an image has " + imageBytes + " bytes: " + image.remaining());
                }
                batch.put(image.duplicate());
            }
            batch.flip();
            List<Scores> scores = new ArrayList<>(images.size());
            try (BytePointer pixels = new BytePointer(batch)) {
                float[][][] outputs = session.run(pixels, images.size());
                for (int i = 0; i < images.size(); i++) {
                    scores.add(
                            outputs.length == 1
                                    ? new Scores(labels, outputs[0][i])
                                    : new Scores(labels, outputs[0][i], outputs[1][i]));
                }
            }
            return scores;
        } finally {
            buffers.add(batch);
        }
    }

    @Override
    public void free() {
        session.close();
    }
}
