package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.Device;
import io.inceptionstreams.batch.DeviceMemoryException;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.DeviceOutOfMemoryException;
import io.inceptionstreams.infer.Scores;
import java.nio.ByteBuffer;
import java.util.List;

/** A classifier as the batcher sees it. */
public final class ClassifierDevice implements Device<ByteBuffer, Scores> {

    private final Classifier classifier;
    private final ByteBuffer knownGood;

    /** @param imageBytes bytes of one image of the model's size; a black one is what {@link #probe} classifies */
    public ClassifierDevice(Classifier classifier, int imageBytes) {
        this.classifier = classifier;
        this.knownGood = ByteBuffer.allocateDirect(imageBytes);
    }

    @Override
    public String name() {
        return classifier.device();
    }

    @Override
    public List<Scores> run(List<ByteBuffer> images) throws ClassifierException, DeviceMemoryException {
        try {
            return classifier.classify(images);
        } catch (DeviceOutOfMemoryException e) {
            throw new DeviceMemoryException(e);
        }
    }

    @Override
    public void probe() throws ClassifierException {
        classifier.classify(List.of(knownGood));
    }
}
