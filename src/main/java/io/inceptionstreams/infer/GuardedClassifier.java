package io.inceptionstreams.infer;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What every classifier promises whatever computes behind it: the size of a batch and the number of callers are checked,
 * and what is behind it is freed once, when no call is inside.
 */
final class GuardedClassifier implements Classifier {

    /** Computes scores. Called by as many threads at a time as the guard lets in. */
    interface Scorer {

        /** @param images one to the largest batch */
        List<Scores> score(List<ByteBuffer> images) throws ClassifierException;

        /** Frees what is held; no call is inside, and none will come. */
        void free();
    }

    private final Scorer scorer;
    private final String device;
    private final int maxBatch;
    private final int calls;
    private final CallGuard guard;

    GuardedClassifier(Scorer scorer, String device, int maxBatch, int calls) {
        this.scorer = scorer;
        this.device = device;
        this.maxBatch = maxBatch;
        this.calls = calls;
        this.guard = new CallGuard(device, calls);
    }

    @Override
    public List<Scores> classify(List<ByteBuffer> images) throws ClassifierException {
        if (images.isEmpty() || images.size() > maxBatch) {
            throw new IllegalArgumentException("a batch has 1 to " + maxBatch + " images: " + images.size());
        }
        guard.enter();
        try {
            return scorer.score(images);
        } finally {
            if (guard.leave()) {
                scorer.free();
            }
        }
    }

    @Override
    public int maxBatch() {
        return maxBatch;
    }

    @Override
    public int calls() {
        return calls;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public void close() {
        if (guard.close()) {
            scorer.free();
        }
    }
}
