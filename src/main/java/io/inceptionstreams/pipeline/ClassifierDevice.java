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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A classifier as the batcher sees it, which {@link #swap} replaces between two calls. Owns the classifier that it
 * serves.
 *
 * <p>A call is answered by one model as a whole, and each answer names it. A batch that failed and was split is several
 * calls, which may fall on both sides of a swap.
 */
public final class ClassifierDevice implements Device<ByteBuffer, Scored>, AutoCloseable {

    private final String name;
    private final ByteBuffer knownGood;
    private final AtomicReference<@Nullable Served> served;
    /** Held during a call. Fair, or the device's own thread would take it again before a swap has its turn. */
    private final ReentrantLock call = new ReentrantLock(true);

    private volatile ModelId model;

    private record Served(Classifier classifier, ModelId model) {}

    /** @param imageBytes bytes of one image of the model's size; a black one is what {@link #probe} classifies */
    public ClassifierDevice(Classifier classifier, ModelId model, int imageBytes) {
        this.name = classifier.device();
        this.model = model;
        this.served = new AtomicReference<>(new Served(classifier, model));
        this.knownGood = ByteBuffer.allocateDirect(imageBytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Scored> run(List<ByteBuffer> images) throws ClassifierException, DeviceMemoryException {
        call.lock();
        try {
            Served now = served();
            List<Scores> scores = now.classifier().classify(images);
            return scores.stream().map(s -> new Scored(s, now.model())).toList();
        } catch (DeviceOutOfMemoryException e) {
            throw new DeviceMemoryException(e);
        } finally {
            call.unlock();
        }
    }

    @Override
    public void probe() throws ClassifierException {
        call.lock();
        try {
            served().classifier().classify(List.of(knownGood));
        } finally {
            call.unlock();
        }
    }

    /**
     * Serves another classifier from the next call on, and closes the old one. Waits for the call under way. The other
     * one takes images of the same size.
     *
     * @return false when this device is closed; the other classifier is closed then too
     */
    public boolean swap(Classifier other, ModelId itsModel) throws InterruptedException {
        call.lockInterruptibly();
        try {
            Served old = served.get();
            if (old == null || !served.compareAndSet(old, new Served(other, itsModel))) {
                other.close();
                return false;
            }
            model = itsModel;
            old.classifier().close();
            return true;
        } finally {
            call.unlock();
        }
    }

    /** The model that answers the next call, unless it is swapped before. */
    public ModelId model() {
        return model;
    }

    private Served served() throws ClassifierException {
        Served now = served.get();
        if (now == null) {
            throw new ClassifierException(name + ": is closed");
        }
        return now;
    }

    /** Never waits: a classifier that is working frees what it uses when it returns. */
    @Override
    public void close() {
        Served last = served.getAndSet(null);
        if (last != null) {
            last.classifier().close();
        }
    }
}
