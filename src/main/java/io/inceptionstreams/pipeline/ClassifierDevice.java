package io.inceptionstreams.pipeline;

import io.inceptionstreams.batch.Device;
import io.inceptionstreams.batch.DeviceMemoryException;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.DeviceOutOfMemoryException;
import io.inceptionstreams.infer.Scores;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A classifier as the batcher sees it, which {@link #swap} replaces between two calls. Owns the classifier that it
 * serves.
 *
 * <p>A call is answered by one model as a whole, and each answer names it. A batch that failed and was split is several
 * calls, which may fall on both sides of a swap. No lock is held during a call: the old classifier is closed by the
 * swap or by its last running call, whichever ends later.
 */
public final class ClassifierDevice implements Device<ByteBuffer, Prediction>, AutoCloseable {

    private final int calls;
    private final ByteBuffer knownGood;
    private final AtomicReference<@Nullable Served> served;

    private volatile ModelId model;
    private volatile String name;

    /** @param imageBytes bytes of one image of the model's size; a black one is what {@link #probe} classifies */
    public ClassifierDevice(Classifier classifier, ModelId model, int imageBytes) {
        this.name = classifier.device();
        this.calls = classifier.calls();
        this.model = model;
        this.served = new AtomicReference<>(new Served(classifier, model));
        this.knownGood = ByteBuffer.allocateDirect(imageBytes);
    }

    /** That of the classifier that answers the next call: another model may compute in another precision. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public int calls() {
        return calls;
    }

    @Override
    public List<Prediction> run(List<ByteBuffer> images) throws ClassifierException, DeviceMemoryException {
        Served now = enter();
        try {
            List<Scores> scores = now.classifier.classify(images);
            return scores.stream()
                    .map(s -> new Prediction(s, now.model, now.classifier.device()))
                    .toList();
        } catch (DeviceOutOfMemoryException e) {
            throw new DeviceMemoryException(e);
        } finally {
            now.leave();
        }
    }

    @Override
    public void probe() throws ClassifierException {
        Served now = enter();
        try {
            now.classifier.classify(List.of(knownGood));
        } finally {
            now.leave();
        }
    }

    /**
     * Serves another classifier from the next call on; the old one is closed when its running calls return. Waits for
     * nothing. The other one takes images of the same size, and as many calls.
     *
     * @return false when this device is closed; the other classifier is closed then too
     */
    public boolean swap(Classifier other, ModelId itsModel) {
        Served old = served.get();
        if (old == null || !served.compareAndSet(old, new Served(other, itsModel))) {
            other.close();
            return false;
        }
        model = itsModel;
        name = other.device();
        old.retire();
        return true;
    }

    /** The model that answers the next call, unless it is swapped before. */
    public ModelId model() {
        return model;
    }

    private Served enter() throws ClassifierException {
        while (true) {
            Served now = served.get();
            if (now == null) {
                throw new ClassifierException(name + ": is closed");
            }
            if (now.enter()) {
                return now;
            } // else it was swapped in between
        }
    }

    /** Never waits: a classifier that is working frees what it uses when it returns. */
    @Override
    public void close() {
        Served last = served.getAndSet(null);
        if (last != null) {
            last.retire();
        }
    }

    /** A classifier and its calls; closed by its retirement or by its last call, whichever ends later. */
    private static final class Served {

        private final Classifier classifier;
        private final ModelId model;
        private int calls;
        private boolean retired;

        Served(Classifier classifier, ModelId model) {
            this.classifier = classifier;
            this.model = model;
        }

        /** False when it is retired. */
        synchronized boolean enter() {
            if (retired) {
                return false;
            }
            calls++;
            return true;
        }

        synchronized void leave() {
            calls--;
            closeWhenDone();
        }

        synchronized void retire() {
            if (!retired) {
                retired = true;
                closeWhenDone();
            }
        }

        private void closeWhenDone() {
            if (retired && calls == 0) {
                classifier.close();
            }
        }
    }
}
